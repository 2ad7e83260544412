// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/tasks/tree_walk.hpp"

#include "diag/tasks/private_parts.hpp"
#include "diag/tasks/waited_object.hpp"

#include <weir/rt/shard.hpp>

#include <algorithm>
#include <bit>

namespace weir::inline v0::diag::detail {
namespace {

using weir::detail::child_promise;

/// Waits whose object is looked for on the shard: at most some 4 ms. What waits beyond
/// that for a mutex is not known to be stuck, so there are fewer verdicts then, and no wrong ones.
constexpr std::size_t most_searches = 1000;

std::uintptr_t location_address(const std::source_location& at) noexcept {
    static_assert(sizeof at == sizeof(std::uintptr_t));
    return std::bit_cast<std::uintptr_t>(at);
}

void describe(const memory& from, const promise_base& copy, raw_task& task) noexcept {
    task.name = address_of(copy.name());
    task.at = location_address(copy.suspended_at());
    task.awaiting = address_of(copy.awaiting());
    task.since = copy.awaiting_since();
    environment env;
    if (from.read(environment_of(copy), env)) task.due = env.due.when();
}

}  // namespace

tree_walk::tree_walk(std::size_t limit) : limit_(limit) {
    tree_.tasks.reserve(limit);
    todo_.reserve(2 * limit + 64);
    sorted_.reserve(limit);
}

void tree_walk::run(shard& of, vantage from) noexcept {
    const memory mem(from);
    loop_ = address_of(static_cast<loop_context*>(&of));
    tree_.current = address_of(of.current());
    links_left_ = 4 * limit_ + 4096;
    searches_left_ = from == vantage::on_shard ? most_searches : limit_;
    tree_.timers = pending_timers(mem, of);
    add_children(mem, {0, 0, no_task, 0, address_of(&of.root_scope())});
    while (!todo_.empty()) {
        const place next = todo_.back();
        todo_.pop_back();
        if (tree_.tasks.size() == limit_) {
            tree_.complete = false;
            break;
        }
        visit(mem, next);
    }
    drop_doubtful_objects();
}

void tree_walk::visit(const memory& from, const place& p) noexcept {
    image<promise_base> copy;
    if (!copy.load(from, p.address) || address_of(copy->parent()) != p.parent_address)
        return torn();
    raw_task& task = tree_.tasks.emplace_back();
    task.address = p.address;
    task.parent = p.parent;
    task.depth = p.depth;
    task.scope = p.scope;
    describe(from, *copy, task);
    image<child_promise> child;
    if (p.scope != 0 && child.load(from, child_of_promise(p.address))) {
        task.spawned_at = location_address(child->spawn_site());
        task.born = child->born();
    }
    if (p.address != tree_.current && searches_left_ != 0 && find_waited_object(from, loop_, task))
        --searches_left_;
    add_below(from, *copy, p);
}

void tree_walk::add_below(const memory& from, const promise_base& copy, const place& p) noexcept {
    const auto self = static_cast<std::uint32_t>(tree_.tasks.size() - 1);
    image<scope> owned;
    std::uintptr_t scope_address = address_of(copy.scopes());
    while (scope_address != 0) {
        if (!follow() || !owned.load(from, scope_address) || owner_of(*owned) != p.address)
            return torn();
        add_children(from, {0, p.address, self, p.depth + 1, scope_address});
        scope_address = address_of(owned->next_of_owner());
    }
    const std::size_t first = todo_.size();
    image<promise_base> awaited;
    std::uintptr_t next = address_of(copy.awaited());
    while (next != 0) {
        if (!follow() || !awaited.load(from, next)) return torn();
        push({next, p.address, self, p.depth + 1, 0});
        next = next_awaited(*awaited);
    }
    turn_over(first);
}

void tree_walk::add_children(const memory& from, const place& any_child) noexcept {
    image<scope> parent;
    image<list_hook> hook;
    if (!parent.load(from, any_child.scope)) return torn();
    const std::size_t first = todo_.size();
    const std::uintptr_t end = children_end(any_child.scope, *parent);
    for (std::uintptr_t at = first_child(*parent); at != end; at = next_in_list(*hook)) {
        if (at == 0 || !follow() || !hook.load(from, at)) return torn();
        place child = any_child;
        child.address = promise_of_hook(at);
        push(child);
    }
    turn_over(first);
}

void tree_walk::push(const place& p) noexcept {
    if (todo_.size() < todo_.capacity())
        todo_.push_back(p);
    else
        torn();
}

// Torn links may form a circle.
bool tree_walk::follow() noexcept {
    return links_left_ != 0 && links_left_-- != 0;
}

// The oldest first, as the stack gives out the last.
void tree_walk::turn_over(std::size_t first) noexcept {
    std::reverse(todo_.begin() + static_cast<std::ptrdiff_t>(first), todo_.end());
}

// An operation lies in the frame of who awaits it: between its promise and the next one.
void tree_walk::drop_doubtful_objects() noexcept {
    for (const raw_task& t : tree_.tasks) sorted_.push_back(t.address);
    std::ranges::sort(sorted_);
    for (raw_task& t : tree_.tasks) {
        const auto next = std::ranges::upper_bound(sorted_, t.address);
        if (t.operation == 0 || next == sorted_.end() || t.operation < *next) continue;
        t.object = 0;
        t.holder = {};
        t.no_sender = false;
    }
}

}  // namespace weir::inline v0::diag::detail
