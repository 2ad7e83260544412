// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/subjects.hpp"

#include <weir/lab/event_loop_options.hpp>

#include <algorithm>
#include <array>

namespace weir::inline v0::lab {
namespace {

using namespace std::chrono_literals;

bool outside(duration d, duration lowest, duration highest) noexcept {
    return d < lowest || d > highest;
}

bool is_unknown(const std::string& subject) {
    return std::ranges::find(subject_plans(), subject, &subject_plan::name) ==
           subject_plans().end();
}

bool has_repeats(std::vector<std::string> names) {
    std::ranges::sort(names);
    return std::ranges::adjacent_find(names) != names.end();
}

}  // namespace

event_loop_options quick(event_loop_options options) {
    options.every = std::max<duration>(400ms, options.work * 5 / 2);
    options.quiet = 300ms;
    options.busy = options.every * 3;
    return options;
}

std::optional<std::string> problem_with(const event_loop_options& o) {
    // Below twice the watchdog's threshold a stall may end before it is looked at.
    if (outside(o.work, 100ms, 5s)) return "--work takes 100ms to 5s";
    if (outside(o.every, o.work * 2, 60s)) return "--every takes twice --work to 60s";
    if (outside(o.quiet, 100ms, 60s)) return "--quiet takes 100ms to 60s";
    if (outside(o.busy, o.every * 2, 1h)) return "--busy takes twice --every to 1h";
    if (o.ping_rate < 20 || o.ping_rate > 10'000) return "--ping-rate takes 20 to 10000";
    if (has_repeats(o.subjects)) return "--subjects must name each once";
    if (std::ranges::any_of(o.subjects, is_unknown))
        return "--subjects takes names that 'weir lab run --help' lists";
    return std::nullopt;
}

}  // namespace weir::inline v0::lab
