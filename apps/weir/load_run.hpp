// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Puts load on one target after another, shows how it goes, writes the report.

#include <weir/load/plan.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weir::inline v0::cli {

struct load_request {
    std::vector<std::string> urls;
    load::plan plan;   ///< of every target; its URL is left open
    std::string json;  ///< file, `-` for standard output, empty for none
    std::string html;  ///< file, empty for none
    bool owns_target = false;
    std::string command;  ///< how the program was called
};

/// Why this cannot be run, as one sentence; empty if it can.
[[nodiscard]] std::optional<std::string> problem_with(const load_request& request);

/// Returns the exit code.
[[nodiscard]] int run_load(const load_request& request);

}  // namespace weir::inline v0::cli
