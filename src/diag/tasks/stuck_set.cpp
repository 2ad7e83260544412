// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/tasks/stuck_set.hpp"

#include <algorithm>

namespace weir::inline v0::diag::detail {

stuck_set::stuck_set(const raw_tree& tree, labels& names)
    : tree_(tree), below_(tree.tasks.size()), stuck_(tree.tasks.size()) {
    const auto size = static_cast<std::uint32_t>(tree.tasks.size());
    for (std::uint32_t i = 0; i < size; ++i) {
        const raw_task& t = tree.tasks[i];
        by_address_.emplace(t.address, i);
        if (t.parent != no_task) below_[t.parent].push_back(i);
        waits_.push_back(t.address == tree.current ? wait::other
                                                   : kind_of(t, names.operation(t.awaiting)));
        stuck_[i] = waits_[i] != wait::other;
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (std::uint32_t i = size; i-- != 0;)
            if (stuck_[i] && !stays(i)) {
                stuck_[i] = false;
                changed = true;
            }
    }
}

stuck_set::wait stuck_set::kind_of(const raw_task& t, const operation_label& op) noexcept {
    if (op.name == "mutex.lock") return t.operation != 0 ? wait::lock : wait::other;
    if (op.name == "scope.join") return wait::children;
    if (op.name == "when_all") return wait::any_awaited;
    return op.kind == "task" ? wait::each_awaited : wait::other;
}

bool stuck_set::stays(std::uint32_t task) const {
    const auto awaited_and = [&](bool stuck) {
        return [this, stuck](std::uint32_t i) {
            return tree_.tasks[i].scope == 0 && stuck_[i] == stuck;
        };
    };
    switch (waits_[task]) {
        case wait::other:
            return false;
        case wait::lock:
            return holder_of(task) && stuck_[*holder_of(task)];
        case wait::children:
            return children_stuck(task);
        case wait::any_awaited:
            return std::ranges::any_of(below_[task], awaited_and(true));
        case wait::each_awaited:
            return std::ranges::any_of(below_[task], awaited_and(true)) &&
                   std::ranges::none_of(below_[task], awaited_and(false));
    }
    return false;
}

// A join ends when all children of its scope ended. Which of several scopes is joined is not known,
// so each of them must have a child that is stuck.
bool stuck_set::children_stuck(std::uint32_t task) const {
    std::unordered_map<std::uintptr_t, bool> scopes;
    for (const std::uint32_t i : below_[task])
        if (const std::uintptr_t in = tree_.tasks[i].scope; in != 0)
            scopes[in] = scopes[in] || stuck_[i];
    return !scopes.empty() && std::ranges::all_of(scopes, [](const auto& s) { return s.second; });
}

std::optional<std::uint32_t> stuck_set::holder_of(std::uint32_t task) const {
    const raw_holder& by = tree_.tasks[task].holder;
    const auto at = by_address_.find(by.task);
    if (by.task == 0 || by.ended || at == by_address_.end()) return std::nullopt;
    const raw_task& found = tree_.tasks[at->second];
    if (found.scope == 0 || found.born > by.since) return std::nullopt;
    return at->second;
}

std::optional<std::uint32_t> stuck_set::next(std::uint32_t task) const {
    if (!stuck_[task]) return std::nullopt;
    if (waits_[task] == wait::lock) return holder_of(task);
    const bool to_children = waits_[task] == wait::children;
    for (const std::uint32_t i : below_[task])
        if (stuck_[i] && (tree_.tasks[i].scope != 0) == to_children) return i;
    return std::nullopt;
}

std::vector<std::vector<std::uint32_t>> stuck_set::cycles() const {
    std::vector<std::vector<std::uint32_t>> found;
    std::vector<std::uint32_t> seen_in(stuck_.size(), no_task);
    for (std::uint32_t begin = 0; begin < stuck_.size(); ++begin) {
        std::optional<std::uint32_t> at = begin;
        for (; at && seen_in[*at] == no_task; at = next(*at)) seen_in[*at] = begin;
        if (!at || seen_in[*at] != begin || !next(*at)) continue;
        std::vector<std::uint32_t>& cycle = found.emplace_back();
        const std::uint32_t first = *at;
        do {
            cycle.push_back(*at);
            at = next(*at);
        } while (*at != first);
        std::ranges::rotate(cycle, std::ranges::min_element(cycle));
    }
    return found;
}

}  // namespace weir::inline v0::diag::detail
