// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro/ok.hpp>
#include <weir/coro/semaphore.hpp>
#include <weir/coro/sleep.hpp>

namespace weir::semaphore_test {
namespace {

using namespace std::chrono_literals;
using test::manual_loop;
using test::stop_switch;

TEST(semaphore, limits_how_many_are_inside) {
    manual_loop loop;
    semaphore s(3);
    int inside = 0;
    int most = 0;
    auto work = [&]() -> task<result<void>> {
        semaphore::permit one = co_await ok(s.hold());
        most = std::max(most, ++inside);
        co_await ok(sleep_for(1ms));
        --inside;
        co_return {};
    };
    auto all = [&]() -> task<result<void>> {
        co_return co_await with_scope([&](scope& in) -> task<void> {
            for (int i = 0; i < 20; ++i) in.spawn("worker", work);
            co_return;
        });
    };
    EXPECT_TRUE(loop.run(all()));
    EXPECT_EQ(most, 3);
    EXPECT_EQ(s.available(), 3U);
}

TEST(semaphore, large_request_is_not_overtaken_by_small_ones) {
    manual_loop loop;
    semaphore s(2);
    auto large = loop.start(s.acquire(3));
    auto small = loop.start(s.acquire(1));
    EXPECT_FALSE(small->done());
    EXPECT_FALSE(s.try_acquire(1));
    s.release(1);
    loop.run_ready();
    EXPECT_TRUE(large->done());
    EXPECT_FALSE(small->done());
    s.release(1);
    loop.run_ready();
    EXPECT_TRUE(small->done());
    EXPECT_TRUE(large->take());
    EXPECT_TRUE(small->take());
    EXPECT_EQ(s.available(), 0U);
}

TEST(semaphore, release_serves_all_that_fit) {
    manual_loop loop;
    semaphore s(0);
    auto a = loop.start(s.acquire(2));
    auto b = loop.start(s.acquire(2));
    auto c = loop.start(s.acquire(2));
    s.release(5);
    loop.run_ready();
    EXPECT_TRUE(a->done() && b->done());
    EXPECT_FALSE(c->done());
    EXPECT_EQ(s.available(), 1U);
    EXPECT_TRUE(a->take() && b->take());
    s.release(1);
    loop.run_ready();
    EXPECT_TRUE(c->take());
}

TEST(semaphore, stopping_the_first_lets_those_behind_proceed) {
    manual_loop loop;
    semaphore s(2);
    stop_switch stop(loop);
    auto large = stop.start(s.acquire(5));
    auto small = loop.start(s.acquire(2));
    EXPECT_FALSE(small->done());
    stop.stop();
    EXPECT_EQ(large->take().error(), errc::canceled);
    EXPECT_TRUE(small->take());
    EXPECT_EQ(s.available(), 0U);
}

TEST(semaphore, units_granted_before_a_stop_are_kept) {
    manual_loop loop;
    semaphore s(0);
    stop_switch stop(loop);
    auto waiting = stop.start(s.acquire(1));
    s.release(1);
    stop.stop();
    EXPECT_TRUE(waiting->take());
    EXPECT_EQ(s.available(), 0U);
    EXPECT_EQ(stop.start(s.acquire(0))->take().error(), errc::canceled);
}

TEST(semaphore, permit_gives_back_once) {
    manual_loop loop;
    semaphore s(5);
    {
        auto held = loop.run(s.hold(3));
        ASSERT_TRUE(held);
        EXPECT_EQ(held->units(), 3U);
        semaphore::permit moved = std::move(*held);
        EXPECT_EQ(s.available(), 2U);
        moved = std::move(*loop.run(s.hold(2)));
        EXPECT_EQ(s.available(), 3U);
        moved.release();
        moved.release();
    }
    EXPECT_EQ(s.available(), 5U);
}

TEST(semaphore, operation_dropped_after_the_grant_gives_back) {
    manual_loop loop;
    semaphore s(0);
    {
        auto a = loop.start(s.acquire(2));
        auto b = loop.start(s.hold(1));
        s.release(3);
        EXPECT_EQ(s.available(), 0U);
        loop.run_ready();
    }
    EXPECT_EQ(s.available(), 3U);
}

TEST(semaphore_death, destroyed_while_waited_for) {
    EXPECT_DEATH(
        {
            manual_loop loop;
            auto s = std::make_unique<semaphore>(0);
            auto w = loop.start(s->acquire());
            s.reset();
        },
        "a semaphore was destroyed while tasks wait for it");
}

}  // namespace
}  // namespace weir::semaphore_test
