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

/// The name alone, without namespaces of ours and arguments, as long as a column is wide.
std::string short_function(std::string name) {
    constexpr std::size_t widest = 34;
    constexpr std::string_view ours = "weir::v0::lab::";
    if (const auto at = name.find(ours); at != std::string::npos) name.erase(at, ours.size());
    if (const auto arguments = name.find('('); arguments != std::string::npos)
        name.resize(arguments);
    if (const auto type = name.find(' '); type != std::string::npos) name.erase(0, type + 1);
    if (name.empty()) return "-";
    return name.size() <= widest ? name : name.substr(0, widest - 3) + "...";
}

std::vector<std::string> route_row(const lab::loop_subject& s, const lab::loop_route& r) {
    return {r.harms ? s.name : "",
            r.path,
            short_function(r.stalls.culprit),
            ms_cell(r.before.p99_ms),
            ms_cell(r.during.p99_ms),
            ms_cell(r.after.p99_ms),
            ms_cell(r.calls.p50_ms),
            ms_cell(r.calls.cpu_ms),
            fmt::format("{}", r.stalls.count)};
}

std::string check_lines(const lab::report& found) {
    std::string text;
    for (const lab::report_check& c : found.checks)
        if (!c.held)
            text += fmt::format("NOT BORNE OUT {}: {}; found {}\n", c.name, c.claim, c.found);
    return text + found.verdict + "\n";
}

std::string event_loop_summary(const lab::report& found) {
    text_table table(
        {"subject", "route", "culprit", "before", "during", "after", "call", "CPU", "stalls"}, 3);
    for (const lab::loop_subject& s : found.subjects)
        for (const lab::loop_route& r : s.routes) table.add(route_row(s, r));
    return "\np99 of /ping, and what a call of the route took:\n" + table.to_string() + "\n" +
           check_lines(found);
}

std::string sync_io_summary(const lab::report& found) {
    text_table table({"operation", "variant", "users", "ok/s", "mean", "p99", "errors", "503",
                      "Little", "certified", "settled", "threads", "memory"},
                     2);
    for (const lab::report_variant& v : found.variants)
        if (!v.steps.empty()) table.add(lab_row(v, v.steps.back()));
    return "\n" + table.to_string() + "\n" + ratio_lines(found) + extra_lines(found);
}

}  // namespace

std::string summary_of(const lab::report& found) {
    std::string text = found.subjects.empty() ? sync_io_summary(found) : event_loop_summary(found);
    if (found.interrupted) text += "Interrupted: this is what was measured until then.\n";
    return text;
}

}  // namespace weir::inline v0::cli
