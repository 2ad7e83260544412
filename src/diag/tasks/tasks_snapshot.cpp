// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/tasks/ask_again.hpp"
#include "diag/tasks/live_shards.hpp"
#include "diag/tasks/question.hpp"
#include "diag/tasks/tree_walk.hpp"
#include "diag/tasks/verdicts.hpp"
#include "diag/tasks/words.hpp"

#include <weir/base/fatal.hpp>
#include <weir/diag/tasks.hpp>

#include <memory>
#include <utility>

namespace weir::inline v0::diag {

namespace detail {
namespace {

/// In which a shard that is not stuck answers, also on a busy machine.
constexpr duration answer_limit = std::chrono::milliseconds(100);

/// The walk by the shard itself.
class walk_question final : public question {
public:
    walk_question(shard& to, std::size_t limit) : question(to), index(to.index()), walk_(limit) {}

    [[nodiscard]] const raw_tree& tree() noexcept { return walk_.tree(); }

    const unsigned index;

private:
    void answer(shard& here) noexcept override { walk_.run(here, vantage::on_shard); }

    tree_walk walk_;
};

/// What tells whether a shard went on.
struct progress {
    std::uint64_t steps;
    std::uint64_t turn;
    std::uint64_t turns;

    explicit progress(const shard& of) noexcept
        : steps(of.steps()),
          turn(of.probes().turn_start.load(std::memory_order_relaxed)),
          turns(of.probes().turns.load(std::memory_order_relaxed)) {}
    bool operator==(const progress&) const = default;
};

class reading {
public:
    explicit reading(time_point now) noexcept : now_(now) {}

    shard_tasks read(const raw_tree& tree) {
        shard_tasks found;
        found.complete = tree.complete;
        found.timers = tree.timers;
        for (const raw_task& t : tree.tasks) found.tasks.push_back(entry_of(t, tree));
        mark_running(found.tasks);
        if (tree.complete) found.verdicts = verdicts_of(tree, found.tasks, labels_);
        return found;
    }

private:
    task_entry entry_of(const raw_task& t, const raw_tree& tree) {
        const place_label& at = labels_.place(t.at);
        const operation_label& op = labels_.operation(t.awaiting);
        task_entry e;
        e.id = hex(t.address).substr(2);
        if (t.parent != no_task) e.parent = t.parent;
        e.depth = t.depth;
        e.spawned = t.scope != 0;
        e.running = t.address == tree.current;
        e.name = labels_.text(t.name);
        e.spawned_at = labels_.place(t.spawned_at).brief();
        e.function = at.function;
        e.file = at.file;
        e.line = at.line;
        e.awaits = op.name;
        e.awaits_kind = op.kind;
        e.object = t.object;
        if (t.awaiting != 0) e.waiting = now_ - t.since;
        if (e.spawned) e.age = now_ - t.born;
        if (t.due != time_point::max()) e.deadline_in = t.due - now_;
        return e;
    }

    // What awaits the one that runs runs too, as far as people care.
    static void mark_running(std::vector<task_entry>& tasks) {
        for (std::size_t i = tasks.size(); i-- != 0;) {
            const task_entry& t = tasks[i];
            if (t.running && !t.spawned && t.parent != task_entry::no_parent)
                tasks[t.parent].running = true;
        }
    }

    time_point now_;
    labels labels_;
};

/// Nothing if the shard has ended.
std::optional<shard_tasks> look_from_outside(const shard* which, std::size_t limit) {
    tree_walk walk(limit);
    bool moved = false;
    const bool lives = live_shards::all().with(which, [&](live_shard& s) {
        const progress before(*s.where);
        walk.run(*s.where, vantage::outside);
        moved = before != progress(*s.where);
    });
    if (!lives) return std::nullopt;
    if (moved) walk.tree().complete = false;
    shard_tasks found = reading(time_now()).read(walk.tree());
    found.from_outside = true;
    found.moving = moved;
    return found;
}

}  // namespace
}  // namespace detail

std::vector<shard_tasks> tasks_snapshot(std::size_t limit) {
    using namespace detail;
    require(shard::this_shard() == nullptr,
            "tasks_snapshot() waits for the shards, so it is not for a thread of one");
    std::vector<std::shared_ptr<walk_question>> asked;
    live_shards::all().for_each([&](live_shard& s) {
        asked.push_back(std::make_shared<walk_question>(*s.where, limit));
        question::ask(asked.back(), s.walk_asked);
    });
    const time_point until = time_now() + answer_limit;
    std::vector<shard_tasks> found;
    for (const auto& question : asked) {
        std::optional<shard_tasks> one;
        if (wait_for_answer(question, &live_shard::walk_asked, until))
            one = reading(time_now()).read(question->tree());
        else
            one = look_from_outside(question->to(), limit);
        if (!one) continue;
        one->shard = question->index;
        found.push_back(std::move(*one));
    }
    return found;
}

}  // namespace weir::inline v0::diag
