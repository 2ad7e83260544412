// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "unit/diag/watched_runtime.hpp"

#include <weir/diag/tasks.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace weir::task_verdicts_test {
namespace {

using namespace std::chrono_literals;
using diag::leak_kind;
using diag::shard_tasks;
using diag::task_entry;
using test::stuck_shard;
using test::watched_runtime;

shard_tasks only_shard() {
    std::vector<shard_tasks> all = diag::tasks_snapshot();
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? shard_tasks() : std::move(all[0]);
}

task<result<void>> leaf() {
    co_return co_await sleep_for(1h);
}

TEST(task_verdicts, a_cycle_of_locks_is_a_verdict) {
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

TEST(task_verdicts, a_child_that_waits_for_its_joining_parent_is_a_cycle) {
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

TEST(task_verdicts, waiting_for_all_with_one_that_is_stuck_is_a_cycle) {
    const auto found = verdicts_on([](auto wants_it) -> task<result<void>> {
        co_await ok(when_all(wants_it(), leaf()));
        co_return {};
    });
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].kind, leak_kind::cycle);
}

TEST(task_verdicts, waiting_for_any_with_one_that_goes_on_is_no_cycle) {
    const auto found = verdicts_on([](auto wants_it) -> task<result<void>> {
        co_await ok(when_any(wants_it(), leaf()));
        co_return {};
    });
    EXPECT_TRUE(found.empty());
}

TEST(task_verdicts, a_coroutine_that_waits_for_itself_is_a_cycle) {
    const auto found =
        verdicts_on([](auto wants_it) -> task<result<void>> { co_return co_await wants_it(); });
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].kind, leak_kind::cycle);
    EXPECT_NE(found[0].sentence.find("held by task 'parent'"), std::string::npos)
        << found[0].sentence;
}

TEST(task_verdicts, waiting_for_a_lock_whose_holder_sleeps_is_no_verdict) {
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

TEST(task_verdicts, a_lock_that_its_task_took_along_is_a_verdict) {
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

TEST(task_verdicts, a_lock_that_a_helper_took_for_its_caller_is_the_callers) {
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

TEST(task_verdicts, a_receiver_without_a_sender_is_a_verdict) {
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

TEST(task_verdicts, a_plain_channel_is_never_a_verdict) {
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

TEST(task_verdicts, verdicts_hold_from_outside_too) {
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

}  // namespace
}  // namespace weir::task_verdicts_test
