// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

#include <functional>

namespace weir::inline v0::cli {

/// Adds `weir top ADDR`.
void add_top_command(CLI::App& app, std::function<int()>& chosen);

}  // namespace weir::inline v0::cli
