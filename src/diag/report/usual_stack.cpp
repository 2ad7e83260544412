// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/report/usual_stack.hpp"

#include <string_view>
#include <unordered_map>

namespace weir::inline v0::diag {
namespace {

// Enough to tell where the time went; each costs a look-up per frame.
constexpr std::size_t max_samples = 400;

using stack = std::vector<stack_line>;
using group = std::vector<const stack*>;

/// The largest group that is in the same function at `depth` from outside.
group majority_at(const group& among, std::size_t depth) {
    std::unordered_map<std::string_view, group> by_function;
    for (const stack* s : among) {
        if (depth >= s->size()) continue;
        const stack_line& line = (*s)[s->size() - 1 - depth];
        by_function[line.function.empty() ? line.module : line.function].push_back(s);
    }
    group largest;
    for (auto& [function, members] : by_function)
        if (members.size() > largest.size()) largest = std::move(members);
    return largest;
}

std::vector<stack> symbolised(std::span<const raw_sample> samples, names& symbols) {
    std::vector<stack> stacks;
    const std::size_t step = samples.size() / max_samples + 1;
    for (std::size_t i = 0; i < samples.size(); i += step)
        if (samples[i].size != 0) stacks.push_back(symbols.of(native_frames(samples[i])));
    return stacks;
}

}  // namespace

usual_stack find_usual_stack(std::span<const raw_sample> samples, names& symbols) {
    const std::vector<stack> stacks = symbolised(samples, symbols);
    if (stacks.empty()) return {};
    group rest;
    for (const stack& s : stacks) rest.push_back(&s);
    std::size_t depth = 0;
    for (;; ++depth) {
        group next = majority_at(rest, depth);
        if (next.empty() || 2 * next.size() < stacks.size()) break;
        rest = std::move(next);
    }
    return {.lines = *rest[rest.size() / 2], .shared = depth};
}

}  // namespace weir::inline v0::diag
