// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/tasks/tree_walk.hpp"
#include "unit/diag/watched_runtime.hpp"

#include <weir/diag/tasks.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weir::tasks_test {
namespace {

using namespace std::chrono_literals;
using diag::leak_kind;
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

TEST(tasks, a_cycle_of_locks_is_a_verdict) {
    watched_runtime r;
    mutex first;
    mutex second;
    const auto take_both = [](mutex& a, mutex& b) -> task<result<void>> {
        const mutex::guard one = co_await ok(a.lock());
        for (int i = 0; i < 3; ++i) co_await yield();
        const mutex::guard two = co_await ok(b.lock());
        co_return {};
    };
    r.at(0).post([&] {
        scope& root = r.at(0).root_scope();
        root.spawn("alice", take_both, std::ref(first), std::ref(second));
        root.spawn("bob", take_both, std::ref(second), std::ref(first));
    });
    r.settle();
    r.settle();
    const shard_tasks s = only_shard();
    ASSERT_EQ(s.verdicts.size(), 1U);
    EXPECT_EQ(s.verdicts[0].kind, leak_kind::cycle);
    EXPECT_EQ(s.verdicts[0].tasks.size(), 2U);
    EXPECT_NE(s.verdicts[0].sentence.find("'alice'"), std::string::npos) << s.verdicts[0].sentence;
    EXPECT_NE(s.verdicts[0].sentence.find("'bob'"), std::string::npos) << s.verdicts[0].sentence;
    r.stop();
}

TEST(tasks, a_child_that_waits_for_its_joining_parent_is_a_cycle) {
    watched_runtime r;
    mutex lock;
    r.start("parent", [&]() -> task<result<void>> {
        const mutex::guard held = co_await ok(lock.lock());
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("child", [&]() -> task<result<void>> {
                const mutex::guard also = co_await ok(lock.lock());
                co_return {};
            });
            s.spawn("innocent", leaf);
            co_return {};
        });
    });
    const shard_tasks s = only_shard();
    ASSERT_EQ(s.verdicts.size(), 1U);
    EXPECT_EQ(s.verdicts[0].kind, leak_kind::cycle);
    EXPECT_NE(s.verdicts[0].sentence.find("'parent'"), std::string::npos) << s.verdicts[0].sentence;
    EXPECT_NE(s.verdicts[0].sentence.find("'child'"), std::string::npos) << s.verdicts[0].sentence;
    r.stop();
}

/// A parent that holds a lock and joins children in the way of `wait`; one of them wants the lock.
template <class Wait>
std::vector<diag::leak_verdict> verdicts_on(Wait wait) {
    watched_runtime r;
    mutex lock;
    r.start("parent", [&]() -> task<result<void>> {
        const mutex::guard held = co_await ok(lock.lock());
        const auto wants_it = [&]() -> task<result<void>> {
            const mutex::guard also = co_await ok(lock.lock());
            co_return {};
        };
        co_return co_await wait(wants_it);
    });
    std::vector<diag::leak_verdict> found = only_shard().verdicts;
    r.stop();
    return found;
}

TEST(tasks, waiting_for_all_with_one_that_is_stuck_is_a_cycle) {
    const auto found = verdicts_on([](auto wants_it) -> task<result<void>> {
        co_await ok(when_all(wants_it(), leaf()));
        co_return {};
    });
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].kind, leak_kind::cycle);
}

TEST(tasks, waiting_for_any_with_one_that_goes_on_is_no_cycle) {
    const auto found = verdicts_on([](auto wants_it) -> task<result<void>> {
        co_await ok(when_any(wants_it(), leaf()));
        co_return {};
    });
    EXPECT_TRUE(found.empty());
}

TEST(tasks, a_coroutine_that_waits_for_itself_is_a_cycle) {
    const auto found =
        verdicts_on([](auto wants_it) -> task<result<void>> { co_return co_await wants_it(); });
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].kind, leak_kind::cycle);
    EXPECT_NE(found[0].sentence.find("held by task 'parent'"), std::string::npos)
        << found[0].sentence;
}

TEST(tasks, waiting_for_a_lock_whose_holder_sleeps_is_no_verdict) {
    watched_runtime r;
    mutex lock;
    const auto hold = [&]() -> task<result<void>> {
        const mutex::guard held = co_await ok(lock.lock());
        co_return co_await leaf();
    };
    r.start("holder", hold);
    r.start("next", hold);
    const shard_tasks s = only_shard();
    EXPECT_TRUE(s.verdicts.empty());
    EXPECT_EQ(std::ranges::count(s.tasks, "mutex.lock", &task_entry::awaits), 1);
    r.stop();
}

TEST(tasks, a_lock_that_its_task_took_along_is_a_verdict) {
    watched_runtime r;
    mutex lock;
    std::optional<mutex::guard> lost;
    r.start("thief", [&]() -> task<result<void>> {
        lost.emplace(co_await ok(lock.lock()));
        co_return {};
    });
    r.start("waiter", [&]() -> task<result<void>> {
        const mutex::guard held = co_await ok(lock.lock());
        co_return {};
    });
    const shard_tasks s = only_shard();
    ASSERT_EQ(s.verdicts.size(), 1U);
    EXPECT_EQ(s.verdicts[0].kind, leak_kind::lost_lock);
    EXPECT_NE(s.verdicts[0].sentence.find("'thief'"), std::string::npos) << s.verdicts[0].sentence;
    r.on_shard([&] { lost.reset(); });
    r.settle();
    EXPECT_TRUE(only_shard().verdicts.empty());
    r.stop();
}

TEST(tasks, a_lock_that_a_helper_took_for_its_caller_is_the_callers) {
    watched_runtime r;
    mutex lock;
    const auto locked = [&]() -> task<result<mutex::guard>> { co_return co_await lock.lock(); };
    r.start("caller", [&]() -> task<result<void>> {
        const mutex::guard held = co_await ok(locked());
        co_return co_await leaf();
    });
    r.start("waiter", [&]() -> task<result<void>> {
        const mutex::guard held = co_await ok(lock.lock());
        co_return {};
    });
    EXPECT_TRUE(only_shard().verdicts.empty());
    r.stop();
}

TEST(tasks, a_receiver_without_a_sender_is_a_verdict) {
    watched_runtime r;
    channel<int> values(1);
    std::optional<channel<int>::sender> last;
    r.on_shard([&] { last.emplace(values.make_sender()); });
    r.start("receiver", [&]() -> task<result<void>> {
        while (co_await values.receive()) {
        }
        co_return {};
    });
    EXPECT_TRUE(only_shard().verdicts.empty());
    r.on_shard([&] { last.reset(); });
    const shard_tasks s = only_shard();
    ASSERT_EQ(s.verdicts.size(), 1U);
    EXPECT_EQ(s.verdicts[0].kind, leak_kind::no_sender);
    EXPECT_NE(s.verdicts[0].sentence.find("'receiver'"), std::string::npos);
    r.on_shard([&] { values.close(); });
    r.settle();
    EXPECT_TRUE(only_shard().tasks.empty());
    r.stop();
}

TEST(tasks, a_plain_channel_is_never_a_verdict) {
    watched_runtime r;
    channel<int> values(1);
    r.start("receiver", [&]() -> task<result<void>> {
        co_await ok(values.receive());
        co_return {};
    });
    const shard_tasks s = only_shard();
    EXPECT_TRUE(s.verdicts.empty());
    EXPECT_EQ(s.tasks.back().object, reinterpret_cast<std::uintptr_t>(&values));
    r.stop();
}

TEST(tasks, verdicts_hold_from_outside_too) {
    watched_runtime r;
    mutex lock;
    std::optional<mutex::guard> lost;
    r.start("thief", [&]() -> task<result<void>> {
        lost.emplace(co_await ok(lock.lock()));
        co_return {};
    });
    r.start("waiter", [&]() -> task<result<void>> {
        const mutex::guard held = co_await ok(lock.lock());
        co_return {};
    });
    {
        const stuck_shard stuck(r.at(0));
        const shard_tasks s = only_shard();
        EXPECT_TRUE(s.from_outside);
        EXPECT_EQ(s.verdicts.size(), 1U);
    }
    r.on_shard([&] { lost.reset(); });
    r.stop();
}

TEST(tasks, text_shows_a_tree_and_the_verdicts) {
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
