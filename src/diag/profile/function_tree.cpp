// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/profile/function_tree.hpp"

#include "diag/profile/frame_label.hpp"

#include <algorithm>

namespace weir::inline v0::diag::detail {

function_tree::function_tree(const profile& p)
    : profile_(p),
      functions_{{.label = "(root)"}, {.label = "(program)"}, {.label = "(idle)"}},
      nodes_{{0, 0}, {0, 1}, {0, 2}},
      node_of_stack_(p.nodes().size()) {
    for (const profile::frame& f : p.frames()) function_of_frame_.push_back(add_function(f));
}

std::uint32_t function_tree::add_function(const profile::frame& f) {
    const auto fresh = static_cast<std::uint32_t>(functions_.size());
    const auto [it, added] = known_.try_emplace({f.kind, f.doubtful, f.function, f.file}, fresh);
    if (added) functions_.push_back({frame_label(profile_, f), f.file, f.line});
    unsigned& line = functions_[it->second].line;
    if (f.line != 0) line = line == 0 ? f.line : std::min(line, f.line);
    return it->second;
}

std::uint32_t function_tree::child(std::uint32_t parent, std::uint32_t function) {
    const std::uint64_t key = std::uint64_t{parent} << 32 | function;
    const auto [it, added] = children_.try_emplace(key, static_cast<std::uint32_t>(nodes_.size()));
    if (added) nodes_.push_back({parent, function});
    return it->second;
}

std::uint32_t function_tree::of(std::uint32_t stack) {
    if (stack == profile::no_stack) return program;
    if (profile_.frame_of(stack).kind == frame_kind::idle) return idle;
    std::vector<std::uint32_t> path;  // the nodes without an answer yet, innermost first
    std::uint32_t at = stack;
    for (; at != profile::no_stack && node_of_stack_[at] == 0; at = profile_.nodes()[at].parent)
        path.push_back(at);
    std::uint32_t number = at == profile::no_stack ? root : node_of_stack_[at];
    while (!path.empty()) {
        const std::uint32_t next = path.back();
        path.pop_back();
        number = child(number, function_of_frame_[profile_.nodes()[next].frame]);
        node_of_stack_[next] = number;
    }
    return number;
}

}  // namespace weir::inline v0::diag::detail
