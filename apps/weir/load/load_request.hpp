// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A load test as the command line asks for it.

#include "load/threshold.hpp"

#include <weir/load/plan.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weir::inline v0::cli {

/// Files to write; `-` for standard output where that is allowed, empty for none.
struct load_outputs {
    std::string json;
    std::string html;
    std::string csv;  ///< begin of two names: `.steps.csv` and `.seconds.csv` are added
    std::string hdr;
    std::string junit;
};

/// The search for the highest level that keeps all promises.
struct search_request {
    std::vector<threshold> promises;
    bool by_users = false;  ///< rates otherwise
    double from = 100;
    std::optional<double> to;  ///< 100000 requests per second, or 4000 users
    double precision = 0.05;
    unsigned confirmations = 2;

    [[nodiscard]] double highest() const noexcept { return to.value_or(by_users ? 4000 : 100'000); }
};

struct load_request {
    std::vector<std::string> urls;
    load::plan plan;  ///< of every target; its URL is left open
    std::vector<threshold> thresholds;
    std::optional<search_request> search;
    load_outputs outputs;
    bool owns_target = false;
    std::string command;  ///< how the program was called

    [[nodiscard]] bool open() const noexcept {
        return !plan.steps.empty() && plan.steps.front().open();
    }
};

/// Why this cannot be run, as one sentence; empty if it can.
[[nodiscard]] std::optional<std::string> problem_with(const load_request& request);

}  // namespace weir::inline v0::cli
