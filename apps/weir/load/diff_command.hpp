// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// `weir load diff BEFORE.json AFTER.json`.

#include <functional>

namespace CLI {
class App;
}

namespace weir::inline v0::cli {

/// Adds the command below `weir load`; see `add_load_command`.
void add_diff_command(CLI::App& load, std::function<int()>& chosen);

}  // namespace weir::inline v0::cli
