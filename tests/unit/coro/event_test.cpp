// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro/event.hpp>
#include <weir/coro/ok.hpp>
#include <weir/coro/timeout.hpp>

namespace weir::event_test {
namespace {

using namespace std::chrono_literals;
using test::manual_loop;
using test::stop_switch;

TEST(event, lets_all_waiters_through_in_order_when_set) {
    manual_loop loop;
    event e;
    std::vector<int> order;
    auto waits = [&](int id) -> task<result<void>> {
        co_await ok(e.wait());
        order.push_back(id);
        co_return {};
    };
    auto a = loop.start(waits(1));
    auto b = loop.start(waits(2));
    EXPECT_FALSE(a->done());
    e.set();
    EXPECT_TRUE(order.empty()) << "nobody runs inside set()";
    loop.run_ready();
    EXPECT_EQ(order, (std::vector{1, 2}));
    EXPECT_TRUE(a->take());
    EXPECT_TRUE(b->take());
}

TEST(event, stays_set_until_reset) {
    manual_loop loop;
    event e(true);
    EXPECT_TRUE(loop.start(e.wait())->done());
    EXPECT_TRUE(loop.start(e.wait())->done());
    e.reset();
    EXPECT_FALSE(e.is_set());
    auto late = loop.start(e.wait());
    EXPECT_FALSE(late->done());
    e.set();
    loop.run_ready();
    EXPECT_TRUE(late->take());
}

TEST(event, reset_does_not_hold_back_those_let_through) {
    manual_loop loop;
    event e;
    auto w = loop.start(e.wait());
    e.set();
    e.reset();
    loop.run_ready();
    EXPECT_TRUE(w->take());
}

TEST(event, stop_ends_the_wait_with_its_error) {
    manual_loop loop;
    event e;
    stop_switch stop(loop);
    auto w = stop.start(e.wait());
    auto other = loop.start(e.wait());
    stop.stop(stop_reason::deadline);
    EXPECT_EQ(w->take().error(), errc::timed_out);
    EXPECT_FALSE(other->done());
    e.set();
    loop.run_ready();
    EXPECT_TRUE(other->take());
}

TEST(event, wait_begun_after_a_stop_ends_at_once_even_if_set) {
    manual_loop loop;
    event e(true);
    stop_switch stop(loop);
    stop.stop();
    EXPECT_EQ(stop.start(e.wait())->take().error(), errc::canceled);
}

TEST(event, set_before_stop_wins) {
    manual_loop loop;
    event e;
    stop_switch stop(loop);
    auto w = stop.start(e.wait());
    e.set();
    stop.stop();
    EXPECT_TRUE(w->take());
}

TEST(event, timeout_leaves_no_waiter_behind) {
    manual_loop loop;
    event e;
    EXPECT_EQ(loop.run(with_timeout(1s, e.wait())).error(), errc::timed_out);
    e.set();
}

TEST(event_death, destroyed_while_waited_for) {
    EXPECT_DEATH(
        {
            manual_loop loop;
            auto e = std::make_unique<event>();
            auto w = loop.start(e->wait());
            e.reset();
        },
        "an event was destroyed while tasks wait for it");
}

}  // namespace
}  // namespace weir::event_test
