// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/profile/timeline.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace weir::inline v0::diag::detail {
namespace {

using namespace std::chrono_literals;

/// CPU timers fire on the kernel's ticks, 1 to 10 ms apart: a sample comes that much late.
constexpr duration coarsest_tick = 10ms;

std::vector<profile_sample> samples_of(const profile& p, std::uint32_t track) {
    std::vector<profile_sample> chosen;
    std::ranges::copy_if(p.samples(), std::back_inserter(chosen),
                         [&](const profile_sample& s) { return s.track == track; });
    std::ranges::sort(chosen, [](const profile_sample& a, const profile_sample& b) {
        return std::tie(a.at, a.stack) < std::tie(b.at, b.stack);
    });
    return chosen;
}

}  // namespace

std::vector<timeline_slot> timeline_of(const profile& p, std::uint32_t track) {
    const std::vector<profile_sample> samples = samples_of(p, track);
    std::vector<timeline_slot> slots;
    if (samples.empty()) return slots;
    time_point end = samples.front().at - samples.front().wall;
    for (const profile_sample& s : samples) {
        const time_point begin = s.at - s.wall;
        const bool gap = begin - end > std::min(s.wall / 2, coarsest_tick);
        if (gap) slots.push_back({.begin = end, .stack = profile::no_stack, .idle = true});
        slots.push_back({.begin = gap ? begin : end, .stack = s.stack, .idle = false});
        end = s.at;
    }
    slots.push_back({.begin = end, .stack = profile::no_stack, .idle = true});
    return slots;
}

}  // namespace weir::inline v0::diag::detail
