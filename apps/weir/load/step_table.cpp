// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/step_table.hpp"

#include "load_progress.hpp"
#include "text_table.hpp"

#include <weir/lab/words.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace weir::inline v0::cli {
namespace {

using cells = std::vector<std::string>;

std::string count_cell(std::uint64_t count) {
    return fmt::format("{}", count);
}

cells closed_row(const std::string& target, const lab::report_step& s) {
    return {target,
            fmt::format("{}", s.users),
            lab::number_text(s.ok_per_s),
            ms_cell(s.mean_ms),
            ms_cell(s.p50_ms),
            ms_cell(s.p99_ms),
            ms_cell(s.max_ms),
            count_cell(s.errors),
            count_cell(s.shed),
            s.little_error ? fmt::format("{:.1f} %", *s.little_error * 100) : "-",
            yes_or_no(s.certified),
            yes_or_no(s.settled)};
}

cells open_row(const std::string& target, const lab::report_step& s) {
    const lab::open_figures& open = *s.open;
    return {target,
            lab::number_text(open.rate),
            lab::number_text(s.ok_per_s),
            ms_cell(s.p50_ms),
            ms_cell(s.p99_ms),
            ms_cell(s.max_ms),
            ms_cell(open.raw.p50_ms),
            ms_cell(open.raw.p99_ms),
            ms_cell(open.raw.max_ms),
            count_cell(open.late),
            count_cell(open.dropped + open.unanswered),
            count_cell(s.errors - open.dropped - open.unanswered),
            count_cell(s.shed),
            yes_or_no(s.certified),
            yes_or_no(s.settled)};
}

constexpr const char* closed_note =
    "Closed model: a user asks again only when it has its answer, so a slow target is asked less\n"
    "and there is no corrected latency to tell. See --rate.\n";

constexpr const char* open_note =
    "Open model: p50, p99 and max count from when a request was due (corrected); raw counts from\n"
    "when it was sent. late: sent more than 1 ms after it was due. lost: due, and never sent or\n"
    "never answered.\n";

bool is_open(const lab::report& found) {
    return std::ranges::any_of(found.variants, [](const lab::report_variant& v) {
        return !v.steps.empty() && v.steps.front().open;
    });
}

std::string doubt_lines(const lab::report& found) {
    std::string text;
    for (const lab::report_variant& v : found.variants)
        for (const lab::report_step& s : v.steps)
            if (!s.note.empty()) text += fmt::format("{}: {}.\n", level_text(s), s.note);
    return text;
}

}  // namespace

std::string step_table(const lab::report& found) {
    const bool open = is_open(found);
    text_table table(
        open ? cells{"target", "rate", "ok/s", "p50", "p99", "max", "raw p50", "raw p99", "raw max",
                     "late", "lost", "errors", "503", "certified", "settled"}
             : cells{"target", "users", "ok/s", "mean", "p50", "p99", "max", "errors", "503",
                     "Little", "certified", "settled"},
        1);
    for (const lab::report_variant& v : found.variants)
        for (const lab::report_step& s : v.steps)
            table.add(open ? open_row(v.name, s) : closed_row(v.name, s));
    return table.to_string() + doubt_lines(found) + (open ? open_note : closed_note);
}

std::string threshold_table(const lab::report& found) {
    if (found.thresholds.empty()) return {};
    text_table table({"promise", "target", "at", "found", "kept"}, 2);
    for (const lab::report_threshold& t : found.thresholds)
        table.add({t.text, t.target, fmt::format("{:.10g} {}", t.level, t.open ? "/s" : "users"),
                   t.found, yes_or_no(t.held)});
    return "\n" + table.to_string();
}

}  // namespace weir::inline v0::cli
