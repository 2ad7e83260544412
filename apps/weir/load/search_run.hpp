// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The search for the highest load that keeps all promises, as steps of one load test.

#include "load/load_request.hpp"
#include "load/max_search.hpp"

#include <weir/lab/report.hpp>
#include <weir/load/engine.hpp>

#include <string>

namespace weir::inline v0::cli {

class search_run {
public:
    explicit search_run(const search_request& request);

    /// Makes the engine measure what the search asks for. `hooks` and `plan` are given to the
    /// engine afterwards; this outlives it.
    void steer(load::engine_hooks& hooks, load::plan& plan);

    /// Writes verdict and promises into the report's last variant.
    void conclude(lab::report& found) const;

private:
    [[nodiscard]] std::string broken_in(const load::step_result& measured) const;
    [[nodiscard]] std::string doubt_about(const load::step_result& measured, bool all_kept) const;
    [[nodiscard]] max_search::outcome outcome_of(const load::step_result& measured);
    [[nodiscard]] std::optional<load::step_plan> after(const load::step_result& measured);
    [[nodiscard]] std::string words() const;
    [[nodiscard]] std::string level_words(double level) const;

    const search_request& request_;
    max_search search_;
    load::step_plan shape_;
    std::string evidence_of_break_;  // of the lowest level that broke
    std::string evidence_of_limit_;
    double lowest_break_ = 0;
};

}  // namespace weir::inline v0::cli
