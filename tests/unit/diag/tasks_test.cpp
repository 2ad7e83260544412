// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/tasks/tree_walk.hpp"
#include "unit/diag/watched_runtime.hpp"

#include <weir/diag/handles.hpp>
#include <weir/diag/tasks.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace weir::tasks_test {
namespace {

using namespace std::chrono_literals;
using diag::shard_tasks;
using diag::task_entry;
using test::stuck_shard;
using test::watched_runtime;

const task_entry* find(const shard_tasks& in, std::string_view name) {
    const auto at = std::ranges::find(in.tasks, name, &task_entry::name);
    return at == in.tasks.end() ? nullptr : &*at;
}

shard_tasks only_shard() {
    std::vector<shard_tasks> all = diag::tasks_snapshot();
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? shard_tasks() : std::move(all[0]);
}

task<result<void>> leaf() {
    co_return co_await sleep_for(1h);
}

task<result<void>> middle() {
    co_return co_await with_timeout(2h, leaf());
}

TEST(tasks, nothing_runs_nothing_shows) {
    EXPECT_TRUE(diag::tasks_snapshot().empty());
}

TEST(tasks, a_task_shows_with_all_that_is_known_of_it) {
    watched_runtime r;
    r.start("worker", middle);
    const shard_tasks s = only_shard();
    EXPECT_FALSE(s.from_outside);
    EXPECT_TRUE(s.complete);
    ASSERT_EQ(s.tasks.size(), 3U);
    const task_entry& worker = s.tasks[0];
    EXPECT_EQ(worker.name, "worker");
    EXPECT_TRUE(worker.spawned);
    EXPECT_EQ(worker.parent, task_entry::no_parent);
    EXPECT_TRUE(worker.spawned_at.starts_with("tasks_test.cpp:")) << worker.spawned_at;
    EXPECT_TRUE(worker.age && *worker.age >= 0ns);
    EXPECT_EQ(worker.awaits, "task");
    const task_entry& last = s.tasks[2];
    EXPECT_EQ(last.parent, 1U);
    EXPECT_EQ(last.depth, 2U);
    EXPECT_FALSE(last.spawned || last.running);
    EXPECT_NE(last.function.find("leaf"), std::string::npos);
    EXPECT_TRUE(last.file.ends_with("tasks_test.cpp"));
    EXPECT_NE(last.line, 0U);
    EXPECT_EQ(last.awaits, "sleep");
    EXPECT_EQ(last.awaits_kind, "timer");
    EXPECT_GE(last.waiting, 0ns);
    EXPECT_TRUE(last.deadline_in && *last.deadline_in > 1h && *last.deadline_in <= 2h);
    EXPECT_GE(s.timers, 2U);
    EXPECT_TRUE(s.verdicts.empty());
    r.stop();
}

TEST(tasks, every_shard_shows) {
    watched_runtime r(2);
    r.start("first", leaf, 0);
    r.start("second", leaf, 1);
    const auto all = diag::tasks_snapshot();
    ASSERT_EQ(all.size(), 2U);
    for (const shard_tasks& s : all) EXPECT_NE(find(s, s.shard == 0 ? "first" : "second"), nullptr);
    r.stop();
}

TEST(tasks, knowing_them_costs_little) {
    // Of a promise: parent, what it awaits and owns, for whom, since when and where.
    EXPECT_LE(sizeof(promise_base), sizeof(waiter) + 64 + 2 * sizeof(void*));
    static_assert(sizeof(std::declval<const promise_base&>().awaiting_since()) == 8);
}

TEST(tasks, the_limit_cuts_off_and_says_so) {
    watched_runtime r;
    r.start("many", []() -> task<result<void>> {
        co_return co_await with_scope([](scope& s) -> task<result<void>> {
            for (int i = 0; i < 50; ++i) s.spawn("one of many", leaf);
            co_return {};
        });
    });
    EXPECT_EQ(diag::tasks_snapshot(7)[0].tasks.size(), 7U);
    EXPECT_FALSE(diag::tasks_snapshot(7)[0].complete);
    EXPECT_EQ(only_shard().tasks.size(), 3U + 2 * 50);
    EXPECT_TRUE(only_shard().complete);
    r.stop();
}

TEST(tasks, what_a_task_waits_for_is_found_in_its_frame) {
    watched_runtime r;
    event never;
    r.start("waiter", [&]() -> task<result<void>> { co_return co_await never.wait(); });
    r.start("guarded",
            [&]() -> task<result<void>> { co_return co_await with_timeout(1h, never.wait()); });
    const shard_tasks s = only_shard();
    const auto address = reinterpret_cast<std::uintptr_t>(&never);
    EXPECT_EQ(std::ranges::count(s.tasks, address, &task_entry::object), 2);
    r.on_shard([&] { never.set(); });
    r.settle();
    EXPECT_TRUE(only_shard().tasks.empty());
    r.stop();
}

TEST(tasks, a_stuck_shard_is_read_from_outside) {
    watched_runtime r;
    r.start("sleeper", leaf);
    auto stuck = std::make_unique<stuck_shard>(r.at(0));
    for (int i = 0; i < 3; ++i) {  // also when it has questions that it did not answer
        const shard_tasks s = only_shard();
        EXPECT_TRUE(s.from_outside);
        EXPECT_FALSE(s.moving);
        EXPECT_TRUE(s.complete);
        EXPECT_NE(find(s, "sleeper"), nullptr);
        const task_entry* const culprit = find(s, "posted");
        ASSERT_NE(culprit, nullptr);
        EXPECT_TRUE(culprit->running);
        EXPECT_FALSE(find(s, "sleeper")->running);
    }
    stuck.reset();
    r.settle();
    EXPECT_FALSE(only_shard().from_outside);
    r.stop();
}

TEST(tasks, a_shard_that_moves_is_survived) {
    watched_runtime r;
    std::atomic<bool> done{false};
    r.at(0).post([&]() -> task<result<void>> {
        while (!done) {
            co_await ok(with_scope([](scope& s) -> task<void> {
                for (int i = 0; i < 20; ++i)
                    s.spawn("short", [] -> task<void> { co_await yield(); });
                co_await yield();
            }));
        }
        co_return {};
    });
    for (int i = 0; i < 20; ++i) {
        const auto all = diag::tasks_snapshot(100);
        EXPECT_EQ(all.size(), 1U);
    }
    done = true;
    r.stop();
}

TEST(tasks, a_walk_from_outside_survives_a_shard_that_moves) {
    watched_runtime r;
    std::atomic<bool> done{false};
    r.at(0).post([&]() -> task<result<void>> {
        while (!done) {
            co_await ok(with_scope([](scope& s) -> task<void> {
                for (int i = 0; i < 20; ++i)
                    s.spawn("short", [] -> task<void> { co_await yield(); });
                co_await yield();
            }));
        }
        co_return {};
    });
    for (int i = 0; i < 200; ++i) {
        diag::detail::tree_walk walk(100);
        walk.run(r.at(0), diag::detail::vantage::outside);
        EXPECT_LE(walk.tree().tasks.size(), 100U);
    }
    done = true;
    r.stop();
}

TEST(tasks, several_may_look_at_once) {
    watched_runtime r;
    r.start("worker", leaf);
    std::vector<std::thread> lookers;
    std::atomic<int> by_the_shard{0};
    for (int i = 0; i < 4; ++i)
        lookers.emplace_back([&] {
            for (int n = 0; n < 10; ++n)
                if (const auto all = diag::tasks_snapshot(); all.size() == 1)
                    by_the_shard += all[0].from_outside ? 0 : 1;
        });
    for (std::thread& l : lookers) l.join();
    EXPECT_GT(by_the_shard, 0);
    r.stop();
}

TEST(tasks, shards_may_begin_and_end_while_somebody_looks) {
    std::atomic<bool> done{false};
    std::thread looker([&] {
        while (!done) {
            EXPECT_LE(diag::tasks_snapshot(50).size(), 2U);
            EXPECT_LE(diag::handles_snapshot(50).from_outside.size(), 2U);
        }
    });
    for (int i = 0; i < 20; ++i) {
        watched_runtime r(2);
        r.start("short", leaf);
        r.stop();
    }
    done = true;
    looker.join();
}

TEST(tasks, text_shows_a_tree) {
    watched_runtime r;
    r.start("worker", middle);
    r.start("other", leaf);
    const std::string all = diag::tasks_text();
    EXPECT_NE(all.find("shard 0: 5 coroutines"), std::string::npos) << all;
    EXPECT_NE(all.find("\n  worker: "), std::string::npos) << all;
    EXPECT_NE(all.find("awaiting sleep for "), std::string::npos) << all;
    EXPECT_NE(all.find(", deadline in "), std::string::npos) << all;
    const std::string some = diag::tasks_text(100, "other");
    EXPECT_EQ(some.find("worker"), std::string::npos) << some;
    EXPECT_NE(some.find("other: "), std::string::npos) << some;
    r.stop();
}

TEST(tasks, json_names_the_fields_of_the_reference) {
    watched_runtime r;
    r.start("wor\"ker", middle);
    const std::string json = diag::tasks_json();
    for (const char* part :
         {"{\"available\":true,\"at\":\"", "\"total\":3,\"shown\":3", "\"parent\":null",
          "\"name\":\"wor\\\"ker\"", "\"spawned_at\":\"tasks_test.cpp:", "\"state\":\"suspended\"",
          "\"awaits\":\"sleep\"", "\"waiting_ms\":", "\"age_ms\":", "\"deadline_in_ms\":null",
          "\"verdict\":\"\"", "\"complete\":true"})
        EXPECT_NE(json.find(part), std::string::npos) << part << " in " << json;
    EXPECT_NE(diag::tasks_json(100, "no such").find("\"shown\":0"), std::string::npos);
    r.stop();
}

TEST(tasks, on_a_shard_it_is_refused) {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    EXPECT_DEATH(static_cast<void>(run([]() -> task<void> {
                     static_cast<void>(diag::tasks_snapshot());
                     co_return;
                 })),
                 "not for a thread of one");
}

}  // namespace
}  // namespace weir::tasks_test
