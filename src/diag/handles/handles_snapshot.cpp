// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/handles/describe_handle.hpp"
#include "diag/handles/handle_walk.hpp"
#include "diag/handles/hints.hpp"
#include "diag/handles/timer_walk.hpp"
#include "diag/tasks/ask_again.hpp"
#include "diag/tasks/labels.hpp"
#include "diag/tasks/live_shards.hpp"
#include "diag/tasks/question.hpp"
#include "diag/tasks/words.hpp"

#include <weir/base/fatal.hpp>
#include <weir/diag/handles.hpp>
#include <weir/diag/symbols.hpp>
#include <weir/diag/tasks.hpp>
#include <weir/rt/offload_list.hpp>

#include <memory>
#include <mutex>
#include <utility>

namespace weir::inline v0::diag {
namespace detail {
namespace {

constexpr duration answer_limit = std::chrono::milliseconds(100);
/// From how many connections on it is strange that most requests opened one.
constexpr std::uint64_t many_connects = 100;

class handles_question final : public question {
public:
    handles_question(shard& to, const handle_list& list, std::size_t limit)
        : question(to), index(to.index()), walk(limit), list_(list) {}

    const unsigned index;
    handle_walk walk;
    timer_walk timers;

private:
    void answer(shard& here) noexcept override {
        walk.run(list_, vantage::on_shard);
        timers.run(here, vantage::on_shard);
    }

    const handle_list& list_;
};

const char* kind_name(handle_kind kind) noexcept {
    if (kind == handle_kind::stream) return "socket";
    return kind == handle_kind::client_pool ? "pool" : to_string(kind);
}

/// The function's name; its address where there is none.
std::string name_of_function(std::uintptr_t function) {
    static std::mutex one_at_a_time;
    static symbolizer& symbols = *new symbolizer;
    const std::lock_guard lock(one_at_a_time);
    const symbol_frame frame = symbols.resolve(function, false).back();
    if (!frame.function.empty()) return frame.function;
    return frame.module + "+" + hex(frame.address);
}

class collector {
public:
    explicit collector(std::size_t limit) : limit_(limit) {}

    void add(const handle_walk& walk, unsigned shard) {
        info_.complete = info_.complete && walk.complete;
        for (const raw_handle& h : walk.found) add(h, shard);
    }

    // Sleeping tasks show themselves.
    void add(const timer_walk& walk, unsigned shard) {
        info_.complete = info_.complete && walk.complete;
        for (const timer_walk::group& g : walk.groups) {
            if (g.count == 0) break;
            handle_entry_info h;
            h.kind = "timer";
            h.id = hex(g.function);
            h.shard = shard;
            h.name = name_of_function(g.function);
            h.note = std::to_string(g.count) + " pending";
            if (h.name.find("sleep_operation") == std::string::npos) push(std::move(h));
        }
    }

    void add_waiting_tasks(const std::vector<shard_tasks>& shards) {
        for (const shard_tasks& s : shards)
            for (const task_entry& t : s.tasks)
                if (t.awaits_kind == "timer" || t.awaits_kind == "offload") add(t, s);
    }

    void add(const offload_pool_info& pool) {
        handle_entry_info h;
        h.kind = "pool";
        h.id = h.name = pool.name;
        h.note = std::to_string(pool.stats.running) + " of " + std::to_string(pool.threads) +
                 " threads busy, " + std::to_string(pool.stats.queued) + " calls wait";
        if (pool.oldest_call)
            h.note += ", the longest runs for " + duration_words(now_ - *pool.oldest_call);
        if (pool.stats.lost != 0)
            h.note += ", " + std::to_string(pool.stats.lost) + " threads lost to abandoned calls";
        if (pool.exhausted()) hints_.add("offload pool " + pool.name + " is exhausted: " + h.note);
        push(std::move(h));
    }

    void read_from_outside(unsigned shard) { info_.from_outside.push_back(shard); }

    handles_info take() {
        info_.hints = hints_.take();
        return std::move(info_);
    }

private:
    void push(handle_entry_info h) {
        if (info_.handles.size() == limit_)
            info_.complete = false;
        else
            info_.handles.push_back(std::move(h));
    }

    void add(const raw_handle& raw, unsigned shard) {
        handle_entry_info h;
        h.kind = kind_name(raw.kind);
        h.id = std::to_string(raw.fd);
        h.shard = shard;
        h.task = labels_.text(raw.task);
        h.created_at = labels_.place(raw.made_at).brief();
        h.age = now_ - raw.born;
        if (raw.pool) {
            h.id = hex(raw.address);
            add_numbers(*raw.pool, h);
        } else {
            add_facts(ask_system(raw.kind, raw.fd), h);
        }
        push(std::move(h));
    }

    void add_facts(descriptor_facts facts, handle_entry_info& h) {
        h.name = std::move(facts.name);
        h.idle = facts.idle;
        if (!facts.is_tcp || facts.keeps_alive) return;
        h.note = "no keep-alive";
        hints_.add_unkept_socket(h.created_at, facts.idle.value_or(duration::zero()));
    }

    void add_numbers(const pool_numbers& n, handle_entry_info& h) {
        h.name = "http.client of " + (h.task.empty() ? h.created_at : "task " + h.task);
        h.note = std::to_string(n.open) + " connections (" + std::to_string(n.idle) + " idle), " +
                 std::to_string(n.waiting) + " requests wait; at most " + std::to_string(n.limit) +
                 ", " + std::to_string(n.limit_per_host) + " a host";
        if (n.waiting != 0) hints_.add(h.name + " is exhausted: " + h.note);
        if (n.connects >= many_connects && 2 * n.connects > n.requests)
            hints_.add(h.name + " opened " + std::to_string(n.connects) + " connections for " +
                       std::to_string(n.requests) + " requests: they are not kept alive");
    }

    void add(const task_entry& t, const shard_tasks& of) {
        handle_entry_info h;
        h.kind = t.awaits_kind;
        h.id = t.id;
        h.shard = of.shard;
        h.name = t.awaits;
        h.task = task_name(t, of);
        h.created_at = place_label{t.function, t.file, t.line}.brief();
        h.age = t.waiting;
        if (t.awaits_kind == "timer") hints_.add_timer(h.created_at, t.waiting);
        push(std::move(h));
    }

    static std::string task_name(const task_entry& of, const shard_tasks& in) {
        const task_entry* t = &of;
        while (t->name.empty() && t->parent != task_entry::no_parent) t = &in.tasks[t->parent];
        return t->name;
    }

    std::size_t limit_;
    time_point now_ = time_now();
    labels labels_;
    hints hints_;
    handles_info info_;
};

/// False if the shard has ended.
bool look_from_outside(const handles_question& unanswered, handle_walk& walk, timer_walk& timers) {
    return live_shards::all().with(unanswered.to(), [&](live_shard& s) {
        walk.run(*s.handles, vantage::outside);
        timers.run(*s.where, vantage::outside);
    });
}

}  // namespace
}  // namespace detail

handles_info handles_snapshot(std::size_t limit) {
    using namespace detail;
    require(shard::this_shard() == nullptr,
            "handles_snapshot() waits for the shards, so it is not for a thread of one");
    std::vector<std::shared_ptr<handles_question>> asked;
    live_shards::all().for_each([&](live_shard& s) {
        asked.push_back(std::make_shared<handles_question>(*s.where, *s.handles, limit));
        question::ask(asked.back(), s.handles_asked);
    });
    const time_point until = time_now() + answer_limit;
    collector all(limit);
    for (const auto& question : asked) {
        handle_walk outside(limit);
        timer_walk timers;
        if (wait_for_answer(question, &live_shard::handles_asked, until)) {
            all.add(question->walk, question->index);
            all.add(question->timers, question->index);
        } else if (look_from_outside(*question, outside, timers)) {
            all.add(outside, question->index);
            all.add(timers, question->index);
            all.read_from_outside(question->index);
        }
    }
    for (const offload_pool_info& pool : offload_pools()) all.add(pool);
    all.add_waiting_tasks(tasks_snapshot(limit));
    return all.take();
}

}  // namespace weir::inline v0::diag
