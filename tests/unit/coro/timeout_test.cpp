// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

namespace weir::timeout_test {
namespace {

using namespace std::chrono_literals;
using test::manual_loop;
using test::stop_switch;

task<int> value() {
    co_return 3;
}

TEST(timeout, stops_a_sleeper_at_its_time) {
    manual_loop loop;
    const auto begin = loop.now();
    EXPECT_EQ(loop.run(with_timeout(1s, sleep_for(10s))).error(), errc::timed_out);
    EXPECT_GE(loop.now() - begin, 1s);
    EXPECT_LE(loop.now() - begin, 1s + 1ms);
    EXPECT_EQ(loop.timers().size(), 0U);
}

TEST(timeout, leaves_a_quick_operation_alone) {
    manual_loop loop;
    EXPECT_TRUE(loop.run(with_timeout(1s, sleep_for(1ms))));
    EXPECT_EQ(loop.run(with_timeout(1s, value())), 3);
    EXPECT_EQ(loop.timers().size(), 0U) << "its timer is gone";
}

TEST(timeout, deadline_is_a_point_in_time) {
    manual_loop loop;
    const deadline due(loop.now() + 1s);
    loop.advance(500ms);
    const auto begin = loop.now();
    EXPECT_EQ(loop.run(with_deadline(due, sleep_for(10s))).error(), errc::timed_out);
    EXPECT_LE(loop.now() - begin, 501ms);
}

TEST(timeout, operation_that_is_ready_completes_although_the_deadline_has_passed) {
    manual_loop loop;
    event e(true);
    EXPECT_TRUE(loop.run(with_timeout(1s, e.wait())));
    EXPECT_EQ(loop.run(with_deadline(deadline(loop.now()), e.wait())).error(), errc::timed_out)
        << "an operation begun after a stop ends with the stop";
    EXPECT_EQ(loop.run(with_timeout(0s, sleep_for(1s))).error(), errc::timed_out);
}

TEST(timeout, success_in_the_same_tick_wins_if_it_came_first) {
    manual_loop loop;
    event first;
    event late;
    auto a = loop.start(with_timeout(1s, first.wait()));
    auto b = loop.start(with_timeout(1s, late.wait()));
    loop.advance(1s - 100us);
    first.set();  // woken, but its step has not run when the timer fires
    loop.advance(1ms);
    EXPECT_TRUE(a->take());
    EXPECT_EQ(b->take().error(), errc::timed_out);
    late.set();
}

TEST(timeout, sleeper_and_deadline_of_the_same_tick) {
    manual_loop loop;
    // The sleep's timer is added after the deadline's, both fire in one advance.
    auto t = loop.run(with_timeout(1s, sleep_for(1s)));
    EXPECT_TRUE(t.has_value() || t.error() == errc::timed_out);
    EXPECT_EQ(loop.timers().size(), 0U);
}

TEST(timeout, waits_for_the_end_of_what_it_stopped) {
    manual_loop loop;
    bool cleaned = false;
    auto slow = [&]() -> task<result<void>> {
        auto r = co_await sleep_for(1h);
        static_cast<void>(co_await shielded(1min, sleep_for(10s)));
        cleaned = true;
        co_return r;
    };
    const auto begin = loop.now();
    EXPECT_EQ(loop.run(with_timeout(1s, slow())).error(), errc::timed_out);
    EXPECT_TRUE(cleaned);
    EXPECT_GE(loop.now() - begin, 11s);
}

TEST(timeout, success_after_the_deadline_still_is_a_success) {
    manual_loop loop;
    auto finishes = []() -> task<result<int>> {
        static_cast<void>(co_await sleep_for(1h));
        co_return 5;
    };
    EXPECT_EQ(loop.run(with_timeout(1s, finishes())), 5);
}

TEST(timeout, operation_that_cannot_say_that_it_was_stopped_timed_out) {
    manual_loop loop;
    auto ends = []() -> task<void> { static_cast<void>(co_await sleep_for(1h)); };
    EXPECT_EQ(loop.run(with_timeout(1s, ends())).error(), errc::timed_out);
    auto number = []() -> task<int> { co_return co_await sleep_for(1h) ? 1 : 2; };
    EXPECT_EQ(loop.run(with_timeout(1s, number())).error(), errc::timed_out);
}

TEST(timeout, nested_deadlines_take_the_minimum) {
    manual_loop loop;
    auto begin = loop.now();
    EXPECT_EQ(loop.run(with_timeout(5s, with_timeout(1s, sleep_for(1h)))).error(), errc::timed_out);
    EXPECT_LE(loop.now() - begin, 1001ms);
    begin = loop.now();
    EXPECT_EQ(loop.run(with_timeout(1s, with_timeout(5s, sleep_for(1h)))).error(), errc::timed_out);
    EXPECT_LE(loop.now() - begin, 1001ms);
}

TEST(timeout, inner_timeout_does_not_stop_the_outer_operation) {
    manual_loop loop;
    auto outer = []() -> task<result<int>> {
        EXPECT_EQ((co_await with_timeout(1s, sleep_for(1h))).error(), errc::timed_out);
        EXPECT_FALSE(this_task::stop_requested());
        co_await ok(sleep_for(1s));
        co_return 1;
    };
    EXPECT_EQ(loop.run(with_timeout(10s, outer())), 1);
}

TEST(timeout, a_stop_is_not_a_timeout) {
    manual_loop loop;
    stop_switch stop(loop);
    auto a = stop.start(with_timeout(1s, sleep_for(1h)));
    auto done = []() -> task<int> { co_return co_await sleep_for(1h) ? 1 : 2; };
    auto b = stop.start(with_timeout(1s, done()));
    stop.stop();
    EXPECT_EQ(a->take().error(), errc::canceled);
    EXPECT_EQ(b->take(), 2);
    EXPECT_EQ(loop.timers().size(), 0U);
}

TEST(timeout, exceptions_pass) {
    manual_loop loop;
    auto throws = [](bool later) -> task<int> {
        if (later) static_cast<void>(co_await sleep_for(1h));
        throw std::runtime_error("inside");
    };
    EXPECT_THROW(static_cast<void>(loop.run(with_timeout(1s, throws(false)))), std::runtime_error);
    EXPECT_THROW(static_cast<void>(loop.run(with_timeout(1s, throws(true)))), std::runtime_error);
    auto outer = [&]() -> task<result<int>> {
        try {
            co_return co_await ok(with_timeout(1s, throws(true)));
        } catch (const std::runtime_error&) {
            co_return 9;
        }
    };
    EXPECT_EQ(loop.run(outer()), 9);
    EXPECT_EQ(loop.timers().size(), 0U);
}

TEST(timeout, an_endless_timeout_never_comes) {
    manual_loop loop;
    EXPECT_TRUE(loop.run(with_timeout(duration::max(), sleep_for(1h))));
    EXPECT_TRUE(loop.run(with_deadline(deadline::never(), sleep_for(1h))));
}

TEST(timeout, always_ready_operations_under_it_obey_the_budget) {
    manual_loop loop;
    event e(true);
    auto many = [&]() -> task<result<void>> {
        for (int i = 0; i < 10'000; ++i) co_await ok(with_timeout(1s, e.wait()));
        co_return {};
    };
    EXPECT_TRUE(loop.run(many()));
    EXPECT_GE(loop.steps(), 10'000U / (loop_context::step_budget + 1));
}

TEST(shielded, ignores_the_stop_but_obeys_its_grace) {
    manual_loop loop;
    stop_switch stop(loop);
    auto cleans = [](duration work) -> task<result<void>> {
        static_cast<void>(co_await sleep_for(1h));
        co_return co_await shielded(1s, sleep_for(work));
    };
    auto quick = stop.start(cleans(500ms));
    auto slow = stop.start(cleans(5s));
    stop.stop();
    EXPECT_FALSE(quick->done());
    loop.advance(600ms);
    EXPECT_TRUE(quick->take());
    EXPECT_FALSE(slow->done());
    loop.advance(500ms);
    EXPECT_EQ(slow->take().error(), errc::timed_out);
}

TEST(shielded, ignores_the_deadline_of_its_caller) {
    manual_loop loop;
    auto cleans = []() -> task<result<void>> { co_return co_await shielded(5s, sleep_for(2s)); };
    EXPECT_TRUE(loop.run(with_timeout(1s, cleans())));
}

TEST(shielded, keeps_the_kind_of_result) {
    manual_loop loop;
    static_assert(std::is_same_v<result_of<decltype(shielded(1s, value()))>, int>);
    static_assert(std::is_same_v<result_of<decltype(with_timeout(1s, value()))>, result<int>>);
    EXPECT_EQ(loop.run(shielded(1s, value())), 3);
}

}  // namespace
}  // namespace weir::timeout_test
