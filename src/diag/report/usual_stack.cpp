// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/report/usual_stack.hpp"

#include <unordered_map>

namespace weir::inline v0::diag {
namespace {

using group = std::vector<const raw_sample*>;

/// The largest group that has the same call at `depth` from outside.
group majority_at(const group& among, std::size_t depth) {
    std::unordered_map<std::uintptr_t, group> by_call;
    for (const raw_sample* s : among)
        if (depth < s->size) by_call[s->frames[s->size - 1 - depth]].push_back(s);
    group largest;
    for (auto& [call, members] : by_call)
        if (members.size() > largest.size()) largest = std::move(members);
    return largest;
}

}  // namespace

std::vector<native_frame> usual_stack(std::span<const raw_sample> samples) {
    group rest;
    for (const raw_sample& s : samples)
        if (s.size != 0) rest.push_back(&s);
    if (rest.empty()) return {};
    for (std::size_t depth = 0;; ++depth) {
        group next = majority_at(rest, depth);
        if (next.empty() || 2 * next.size() < rest.size()) break;
        rest = std::move(next);
    }
    const raw_sample& chosen = *rest[rest.size() / 2];
    std::vector<native_frame> stack;
    for (std::size_t i = 0; i < chosen.size; ++i)
        stack.push_back({chosen.frames[i], (chosen.doubtful >> i & 1) != 0});
    return stack;
}

}  // namespace weir::inline v0::diag
