// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// `weir load URL...`.

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace weir::inline v0::cli {

/// Adds the command; when it is chosen, `chosen` is set to what it does. `invocation` is how the
/// program was called.
void add_load_command(CLI::App& app, std::function<int()>& chosen, const std::string& invocation);

}  // namespace weir::inline v0::cli
