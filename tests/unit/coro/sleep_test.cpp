// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

namespace weir::sleep_test {
namespace {

using namespace std::chrono_literals;
using test::manual_loop;
using test::stop_switch;

TEST(sleep, waits_until_its_time_and_not_less) {
    manual_loop loop;
    const auto begin = loop.now();
    auto t = loop.start(sleep_for(1s));
    loop.advance(1s - 1ns);
    EXPECT_FALSE(t->done());
    loop.advance(66us);
    EXPECT_TRUE(t->take());
    EXPECT_TRUE(loop.run(sleep_until(begin + 3s)));
    EXPECT_GE(loop.now(), begin + 3s);
    EXPECT_LE(loop.now(), begin + 3s + 66us);
}

TEST(sleep, counts_from_when_it_is_awaited) {
    manual_loop loop;
    auto op = sleep_for(1s);
    loop.advance(10s);
    auto t = loop.start(std::move(op));
    loop.advance(900ms);
    EXPECT_FALSE(t->done());
    loop.advance(101ms);
    EXPECT_TRUE(t->take());
}

TEST(sleep, of_no_time_gives_way_once) {
    manual_loop loop;
    for (duration d : {duration(0), duration(-5)}) {
        auto t = loop.start(sleep_for(d));
        EXPECT_TRUE(t->take()) << "without time passing";
    }
    EXPECT_TRUE(loop.start(sleep_until(loop.now()))->take());
    EXPECT_EQ(loop.steps(), 3U);
    EXPECT_EQ(loop.timers().size(), 0U);
}

TEST(sleep, stop_ends_it_with_its_error_and_leaves_no_timer) {
    manual_loop loop;
    stop_switch stop(loop);
    auto a = stop.start(sleep_for(1h));
    auto b = stop.start(sleep_until(loop.now() + 1h));
    EXPECT_EQ(loop.timers().size(), 2U);
    stop.stop(stop_reason::deadline);
    EXPECT_EQ(loop.timers().size(), 0U);
    EXPECT_EQ(a->take().error(), errc::timed_out);
    EXPECT_EQ(b->take().error(), errc::timed_out);
}

TEST(sleep, begun_after_a_stop_ends_at_once) {
    manual_loop loop;
    stop_switch stop(loop);
    stop.stop();
    EXPECT_EQ(stop.start(sleep_for(1h))->take().error(), errc::canceled);
    EXPECT_EQ(stop.start(sleep_for(0s))->take().error(), errc::canceled);
}

TEST(sleep, that_rang_before_the_stop_succeeds) {
    manual_loop loop;
    stop_switch stop(loop);
    auto t = stop.start(sleep_for(1s));
    loop.timers().advance(loop.now() + 2s);
    stop.stop();
    EXPECT_TRUE(t->take());
}

TEST(sleep, a_loop_that_ignores_its_stop_does_not_starve_others) {
    manual_loop loop;
    stop_switch stop(loop);
    stop.stop();
    bool give_up = false;
    auto stubborn = [&]() -> task<void> {
        while (!give_up) static_cast<void>(co_await sleep_for(1s));
    };
    auto relief = [&]() -> task<void> {
        give_up = true;
        co_return;
    };
    EXPECT_TRUE(stop.start(when_all(stubborn(), relief()))->done());
}

TEST(yield, lets_all_that_is_ready_run_first) {
    manual_loop loop;
    std::vector<int> order;
    auto steps = [&](int id) -> task<void> {
        for (int i = 0; i < 3; ++i) {
            order.push_back(id);
            co_await yield();
        }
    };
    loop.run(when_all(steps(1), steps(2)));
    EXPECT_EQ(order, (std::vector{1, 2, 1, 2, 1, 2}));
}

}  // namespace
}  // namespace weir::sleep_test
