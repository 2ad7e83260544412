// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro/event.hpp>
#include <weir/coro/mutex.hpp>
#include <weir/coro/ok.hpp>
#include <weir/coro/scope.hpp>
#include <weir/coro/sleep.hpp>
#include <weir/coro/timeout.hpp>
#include <weir/coro/when_any.hpp>

namespace weir::mutex_test {
namespace {

using namespace std::chrono_literals;
using test::manual_loop;
using test::stop_switch;

struct bench {
    manual_loop loop;
    mutex m;
    std::vector<int> order;
    int inside = 0;

    task<result<void>> enters(int id) {
        mutex::guard held = co_await ok(m.lock());
        EXPECT_EQ(++inside, 1);
        co_await ok(sleep_for(1ms));
        order.push_back(id);
        --inside;
        co_return {};
    }
};

TEST(mutex, excludes_and_serves_in_order_of_arrival) {
    bench b;
    auto first = b.loop.start(b.enters(1));
    auto second = b.loop.start(b.enters(2));
    auto third = b.loop.start(b.enters(3));
    b.loop.advance(10ms);
    EXPECT_EQ(b.order, (std::vector{1, 2, 3}));
    EXPECT_FALSE(b.m.locked());
    EXPECT_TRUE(third->take());
}

TEST(mutex, nobody_overtakes_a_waiter) {
    manual_loop loop;
    mutex m;
    auto held = loop.run(m.lock());
    ASSERT_TRUE(held);
    auto waiting = loop.start(m.lock());
    held->unlock();
    EXPECT_FALSE(m.try_lock()) << "the lock went to the waiter, which has not run yet";
    auto latecomer = loop.start(m.lock());
    ASSERT_TRUE(waiting->done());
    EXPECT_FALSE(latecomer->done());
    {
        auto mine = waiting->take();
        EXPECT_TRUE(mine->owns_lock());
    }
    loop.run_ready();
    EXPECT_TRUE(latecomer->take());
    EXPECT_FALSE(m.locked());
}

TEST(mutex, guard_moves_and_unlocks_once) {
    manual_loop loop;
    mutex m;
    mutex n;
    auto a = m.try_lock();
    ASSERT_TRUE(a);
    EXPECT_FALSE(m.try_lock());
    mutex::guard moved = std::move(*a);
    EXPECT_FALSE(a->owns_lock());
    auto other = n.try_lock();
    moved = std::move(*other);
    EXPECT_FALSE(m.locked());
    EXPECT_TRUE(n.locked());
    moved.unlock();
    moved.unlock();
    EXPECT_FALSE(n.locked());
}

TEST(mutex, stopped_waiter_leaves_the_queue) {
    manual_loop loop;
    mutex m;
    stop_switch stop(loop);
    auto held = m.try_lock();
    auto stopped = stop.start(m.lock());
    auto next = loop.start(m.lock());
    stop.stop();
    EXPECT_EQ(stopped->take().error(), errc::canceled);
    held->unlock();
    loop.run_ready();
    EXPECT_TRUE(next->take());
    EXPECT_EQ(stop.start(m.lock())->take().error(), errc::canceled);
    EXPECT_FALSE(m.locked());
}

TEST(mutex, lock_handed_over_before_a_stop_is_kept) {
    manual_loop loop;
    mutex m;
    stop_switch stop(loop);
    auto held = m.try_lock();
    auto waiting = stop.start(m.lock());
    held->unlock();
    stop.stop();
    auto got = waiting->take();
    ASSERT_TRUE(got);
    EXPECT_TRUE(m.locked());
}

TEST(mutex, operation_dropped_after_the_hand_over_unlocks) {
    manual_loop loop;
    mutex m;
    {
        auto held = m.try_lock();
        auto waiting = loop.start(m.lock());
        held->unlock();
        loop.run_ready();
        EXPECT_TRUE(waiting->done());
    }
    EXPECT_FALSE(m.locked());
}

TEST(mutex, loser_of_a_race_unlocks) {
    manual_loop loop;
    mutex m;
    mutex n;
    EXPECT_TRUE(loop.run(when_any(m.lock(), n.lock())));
    EXPECT_FALSE(m.locked());
    EXPECT_FALSE(n.locked());
}

TEST(mutex, lock_under_a_timeout) {
    manual_loop loop;
    mutex m;
    auto held = m.try_lock();
    EXPECT_EQ(loop.run(with_timeout(5ms, m.lock())).error(), errc::timed_out);
}

TEST(mutex, uncontended_locks_give_way_within_the_budget) {
    manual_loop loop;
    mutex m;
    auto hog = [&]() -> task<result<void>> {
        for (int i = 0; i < 10'000; ++i) mutex::guard held = co_await ok(m.lock());
        co_return {};
    };
    auto t = loop.start(hog());
    EXPECT_TRUE(t->take());
    EXPECT_GE(loop.steps(), 10'000U / (loop_context::step_budget + 1));
}

TEST(mutex_death, destroyed_while_locked) {
    EXPECT_DEATH(
        {
            auto m = std::make_unique<mutex>();
            auto held = m->try_lock();
            m.reset();
        },
        "a mutex was destroyed while it was locked");
}

TEST(mutex, names_the_task_that_holds_it) {
    manual_loop loop;
    scope s(loop.root(), nullptr);
    mutex m;
    event go_on;
    const auto taken_by_helper = [&]() -> task<result<mutex::guard>> {
        co_return co_await m.lock();
    };
    const auto holder = [&]() -> task<result<void>> {
        const mutex::guard held = co_await ok(taken_by_helper());
        co_return co_await go_on.wait();
    };
    s.spawn("first", holder);
    s.spawn("second", holder);
    loop.run_ready();
    EXPECT_STREQ(m.holder().name, "first");
    EXPECT_EQ(m.holder().since, loop.now());
    const promise_base* const first = m.holder().task;
    ASSERT_NE(first, nullptr);
    EXPECT_STREQ(first->name(), "first");
    go_on.set();
    loop.run_ready();
    EXPECT_TRUE(loop.run(s.join()));
    EXPECT_FALSE(m.locked());
    EXPECT_STREQ(m.holder().name, "second");
}

TEST(mutex, outside_of_a_task_its_holder_is_not_known) {
    mutex m;
    const auto held = m.try_lock();
    EXPECT_EQ(m.holder().task, nullptr);
    EXPECT_EQ(m.holder().name, nullptr);
}

}  // namespace
}  // namespace weir::mutex_test
