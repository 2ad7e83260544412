// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/tasks/verdicts.hpp"

#include "diag/tasks/stuck_set.hpp"
#include "diag/tasks/words.hpp"

#include <utility>

namespace weir::inline v0::diag {

const char* to_string(leak_kind kind) noexcept {
    switch (kind) {
        case leak_kind::cycle:
            return "cycle";
        case leak_kind::lost_lock:
            return "lost_lock";
        case leak_kind::no_sender:
            return "no_sender";
    }
    return "unknown";
}

namespace detail {
namespace {

class judge {
public:
    judge(const raw_tree& tree, const std::vector<task_entry>& entries, labels& names)
        : tree_(tree), entries_(entries), names_(names), stuck_(tree, names) {}

    std::vector<leak_verdict> all() {
        for (const auto& cycle : stuck_.cycles()) add_cycle(cycle);
        for (std::uint32_t i = 0; i < tree_.tasks.size(); ++i) {
            if (tree_.tasks[i].holder.ended) add_lost_lock(i);
            if (tree_.tasks[i].no_sender) add_no_sender(i);
        }
        return std::move(found_);
    }

private:
    /// "task 'worker' (server.cpp:31)": the spawned task that the coroutine works for.
    [[nodiscard]] std::string task_of(std::size_t i) const {
        while (!entries_[i].spawned && entries_[i].parent != task_entry::no_parent)
            i = entries_[i].parent;
        const task_entry& t = entries_[i];
        std::string text = "task '" + t.name + "'";
        return t.spawned_at.empty() ? text : text + " (" + t.spawned_at + ")";
    }

    [[nodiscard]] std::string object_of(std::uint32_t i) const {
        return hex(tree_.tasks[i].object);
    }

    // Only where it waits for another task; the awaits inside of one are no news.
    void add_cycle(const std::vector<std::uint32_t>& cycle) {
        leak_verdict verdict{leak_kind::cycle, {}, {}};
        for (std::size_t n = 0; n < cycle.size(); ++n) {
            const std::uint32_t at = cycle[n];
            const std::uint32_t next = cycle[(n + 1) % cycle.size()];
            if (tree_.tasks[at].holder.task == 0 && tree_.tasks[next].scope == 0) continue;
            verdict.tasks.push_back(at);
            if (!verdict.sentence.empty()) verdict.sentence += "; ";
            verdict.sentence += task_of(at) +
                                (tree_.tasks[at].holder.task != 0
                                     ? " waits for mutex " + object_of(at) + " held by "
                                     : " waits for its child, ") +
                                task_of(next);
        }
        verdict.sentence = "a cycle of awaits: " + verdict.sentence;
        found_.push_back(std::move(verdict));
    }

    void add_lost_lock(std::uint32_t i) {
        const std::string owner = names_.text(tree_.tasks[i].holder.name);
        found_.push_back({leak_kind::lost_lock,
                          {i},
                          task_of(i) + " waits for mutex " + object_of(i) + ", which task '" +
                              owner + "' took and never unlocked; that task has ended"});
    }

    void add_no_sender(std::uint32_t i) {
        found_.push_back({leak_kind::no_sender,
                          {i},
                          task_of(i) + " waits for a value of channel " + object_of(i) +
                              ": no sender is left, and nobody closed it"});
    }

    const raw_tree& tree_;
    const std::vector<task_entry>& entries_;
    labels& names_;
    stuck_set stuck_;
    std::vector<leak_verdict> found_;
};

}  // namespace

std::vector<leak_verdict> verdicts_of(const raw_tree& tree, const std::vector<task_entry>& entries,
                                      labels& names) {
    return judge(tree, entries, names).all();
}

}  // namespace detail

}  // namespace weir::inline v0::diag
