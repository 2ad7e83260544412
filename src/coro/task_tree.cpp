// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro/task_tree.hpp>

#include <algorithm>
#include <cstddef>

namespace weir::inline v0 {
namespace {

/// A stack of its own instead of recursion: a chain of awaits may be very deep.
class tree_walk {
public:
    explicit tree_walk(std::size_t limit) noexcept : limit_(limit) {}

    std::vector<task_tree_entry> run(const scope& root) {
        add_children(root, 0);
        std::vector<task_tree_entry> tree;
        while (!todo_.empty() && tree.size() < limit_) {
            const place next = todo_.back();
            todo_.pop_back();
            tree.push_back({next.depth, frame_of(*next.coroutine)});
            add_below(next);
        }
        return tree;
    }

private:
    struct place {
        const promise_base* coroutine;
        unsigned depth;
    };

    void add_children(const scope& s, unsigned depth) {
        const std::size_t first = todo_.size();
        s.for_each_child([&](const detail::child_promise& c) {
            if (todo_.size() - first < limit_) todo_.push_back({&c, depth});
        });
        std::reverse(todo_.begin() + static_cast<std::ptrdiff_t>(first), todo_.end());
    }

    void add_below(const place& p) {
        for (const scope* s = p.coroutine->scopes(); s != nullptr; s = s->next_of_owner())
            add_children(*s, p.depth + 1);
        p.coroutine->for_each_awaited(
            [&](const promise_base& c) { todo_.push_back({&c, p.depth + 1}); });
    }

    std::size_t limit_;
    std::vector<place> todo_;
};

}  // namespace

std::vector<task_tree_entry> task_tree(const scope& root, std::size_t limit) {
    return tree_walk(limit).run(root);
}

std::string format_task_tree(const scope& root, std::size_t limit) {
    std::string text;
    for (const task_tree_entry& e : task_tree(root, limit)) {
        text.append(2 * std::size_t{e.depth}, ' ');
        if (e.frame.task != nullptr) text.append(e.frame.task).append(": ");
        text.append(e.frame.line != 0 ? e.frame.function : "(not started)");
        if (e.frame.line != 0)
            text.append(" (").append(e.frame.file).append(":") +=
                std::to_string(e.frame.line) + ")";
        if (e.frame.awaiting != nullptr) text.append(" awaiting ").append(e.frame.awaiting->name);
        text += '\n';
    }
    return text;
}

}  // namespace weir::inline v0
