// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "summary.hpp"

#include "load_progress.hpp"
#include "text_table.hpp"

#include <weir/lab/words.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace weir::inline v0::cli {
namespace {

std::string percent(double share) {
    return fmt::format("{:.1f} %", share * 100);
}

std::vector<std::string> measured_cells(const lab::report_step& s) {
    return {fmt::format("{}", s.users),
            lab::number_text(s.ok_per_s),
            ms_cell(s.mean_ms),
            ms_cell(s.p99_ms),
            fmt::format("{}", s.errors),
            fmt::format("{}", s.shed),
            s.little_error ? percent(*s.little_error) : "-",
            yes_or_no(s.certified),
            yes_or_no(s.settled)};
}

std::vector<std::string> lab_row(const lab::report_variant& v, const lab::report_step& s) {
    std::vector<std::string> cells{v.operation, v.name};
    std::ranges::move(measured_cells(s), std::back_inserter(cells));
    cells.push_back(number_cell(s.server.threads));
    cells.push_back(bytes_cell(s.server.rss_bytes));
    return cells;
}

/// The ratios at the largest step of each operation.
std::string ratio_lines(const lab::report& found) {
    std::string text;
    for (const lab::report_ratio& r : found.ratios) {
        const bool is_last = std::ranges::none_of(found.ratios, [&](const auto& other) {
            return other.operation == r.operation && other.users > r.users;
        });
        if (is_last)
            text +=
                fmt::format("async / sync, {}, {} users: throughput {}x, mean response time 1/{}\n",
                            r.operation, r.users, lab::number_text(r.throughput),
                            lab::number_text(1 / r.latency));
    }
    return text;
}

std::string extra_lines(const lab::report& found) {
    std::string text;
    for (const lab::report_experiment& e : found.experiments)
        text += fmt::format("{}: {}\n", e.name, e.verdict);
    if (found.reads) text += fmt::format("cached-reads: {}\n", found.reads->verdict);
    return text;
}

}  // namespace

std::string summary_of(const lab::report& found) {
    text_table table({"operation", "variant", "users", "ok/s", "mean", "p99", "errors", "503",
                      "Little", "certified", "settled", "threads", "memory"},
                     2);
    for (const lab::report_variant& v : found.variants)
        if (!v.steps.empty()) table.add(lab_row(v, v.steps.back()));
    std::string text = "\n" + table.to_string() + "\n" + ratio_lines(found);
    text += extra_lines(found);
    if (found.interrupted) text += "Interrupted: this is what was measured until then.\n";
    return text;
}

}  // namespace weir::inline v0::cli
