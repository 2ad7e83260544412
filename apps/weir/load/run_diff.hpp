// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Two runs of a load test, step by step.

#include "load/compare.hpp"
#include "load/run_file.hpp"

#include <string>
#include <vector>

namespace weir::inline v0::cli {

/// A step that both runs have.
struct step_diff {
    std::string target;
    bool open = false;
    double level = 0;
    bool sound = true;  ///< in both runs: otherwise nothing is concluded
    std::vector<comparison> measures;
};

struct run_diff_result {
    std::vector<step_diff> steps;
    std::size_t unmatched = 0;  ///< steps that only one of the runs has

    [[nodiscard]] bool has_regression() const noexcept;
};

/// Steps match by target and level; if each run has one target, by level alone. Repeated levels
/// match in their order.
[[nodiscard]] run_diff_result diff_runs(const std::vector<measured_step>& before,
                                        const std::vector<measured_step>& after,
                                        compare_options options);

/// The table, and what it does not know.
[[nodiscard]] std::string text_of(const run_diff_result& found, const compare_options& options);

}  // namespace weir::inline v0::cli
