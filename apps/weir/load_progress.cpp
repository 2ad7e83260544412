// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load_progress.hpp"

#include <weir/lab/words.hpp>

#include <fmt/core.h>

namespace weir::inline v0::cli {
namespace {

void add_count(std::string& line, std::uint64_t count, const char* what) {
    if (count > 0) line += fmt::format(", {} {}", count, what);
}

void add_word(std::string& words, bool holds, const char* word) {
    if (holds) words += (words.empty() ? "" : ", ") + std::string(word);
}

std::string users_text(unsigned users) {
    return lab::count_text(users, "user", "users");
}

std::string rate_text(double rate) {
    return lab::number_text(rate) + "/s due";
}

}  // namespace

std::string progress_line(const load::progress& now) {
    std::string line = fmt::format("{} {:.0f}/{:.0f} s{}: {}/s",
                                   now.rate > 0 ? rate_text(now.rate) : users_text(now.users),
                                   now.elapsed_s, now.total_s, now.warming_up ? " (warm-up)" : "",
                                   lab::number_text(now.ok_per_s));
    if (now.mean_ms > 0) line += ", " + lab::ms_text(now.mean_ms);
    add_count(line, now.pending, "pending");
    add_count(line, now.errors, "errors");
    add_count(line, now.shed, "503s");
    return line;
}

std::string level_text(const lab::report_step& step) {
    return step.open ? rate_text(step.open->rate) : users_text(step.users);
}

std::string step_line(const lab::report_step& step) {
    std::string line =
        fmt::format("{}: {}/s, mean {}, p99 {}", level_text(step), lab::number_text(step.ok_per_s),
                    ms_cell(step.mean_ms), ms_cell(step.p99_ms));
    if (step.open) line += fmt::format(" (raw {})", ms_cell(step.open->raw.p99_ms));
    add_count(line, step.errors, "errors");
    add_count(line, step.shed, "503s");
    const std::string doubts = doubts_about(step);
    if (!doubts.empty()) line += " (" + doubts + ")";
    return line;
}

std::string doubts_about(const lab::report_step& step) {
    std::string words;
    add_word(words, !step.certified, "not certified");
    add_word(words, !step.settled, "not settled");
    add_word(words, step.interrupted, "cut short");
    if (!words.empty() && !step.note.empty()) words += ": " + step.note;
    return words;
}

std::string yes_or_no(bool yes) {
    return yes ? "yes" : "no";
}

std::string number_cell(std::optional<double> value) {
    return value ? lab::number_text(*value) : "-";
}
std::string ms_cell(std::optional<double> value) {
    return value ? lab::ms_text(*value) : "-";
}
std::string bytes_cell(std::optional<double> value) {
    return value ? lab::bytes_text(*value) : "-";
}

}  // namespace weir::inline v0::cli
