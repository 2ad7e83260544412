// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// `weir load find-max URL --slo PROMISE`.

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace weir::inline v0::cli {

/// Adds the command below `weir load`; see `add_load_command`.
void add_find_max_command(CLI::App& load, std::function<int()>& chosen,
                          const std::string& invocation);

}  // namespace weir::inline v0::cli
