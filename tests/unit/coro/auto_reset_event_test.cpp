// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro/auto_reset_event.hpp>

namespace weir::auto_reset_event_test {
namespace {

using test::manual_loop;
using test::stop_switch;

TEST(auto_reset_event, lets_one_waiter_through_per_set_in_order) {
    manual_loop loop;
    auto_reset_event e;
    auto a = loop.start(e.wait());
    auto b = loop.start(e.wait());
    e.set();
    loop.run_ready();
    EXPECT_TRUE(a->done());
    EXPECT_FALSE(b->done());
    e.set();
    loop.run_ready();
    EXPECT_TRUE(b->done());
    EXPECT_FALSE(e.try_wait()) << "a waiter consumed each signal";
}

TEST(auto_reset_event, remembers_one_signal) {
    manual_loop loop;
    auto_reset_event e;
    e.set();
    e.set();
    EXPECT_TRUE(loop.start(e.wait())->done());
    EXPECT_FALSE(e.try_wait());
    e.set();
    e.reset();
    EXPECT_FALSE(e.try_wait());
    e.set();
    EXPECT_TRUE(e.try_wait());
}

TEST(auto_reset_event, a_stop_consumes_no_signal) {
    manual_loop loop;
    auto_reset_event e;
    stop_switch stop(loop);
    auto stopped = stop.start(e.wait());
    auto next = loop.start(e.wait());
    stop.request();
    e.set();
    loop.run_ready();
    EXPECT_EQ(stopped->take().error(), errc::canceled);
    EXPECT_TRUE(next->done());
    e.set();
    EXPECT_EQ(stop.start(e.wait())->take().error(), errc::canceled);
    EXPECT_TRUE(e.try_wait());
}

TEST(auto_reset_event, set_before_stop_wins) {
    manual_loop loop;
    auto_reset_event e;
    stop_switch stop(loop);
    auto w = stop.start(e.wait());
    e.set();
    stop.stop();
    EXPECT_TRUE(w->take());
}

TEST(auto_reset_event_death, destroyed_while_waited_for) {
    EXPECT_DEATH(
        {
            manual_loop loop;
            auto e = std::make_unique<auto_reset_event>();
            auto w = loop.start(e->wait());
            e.reset();
        },
        "an auto_reset_event was destroyed while tasks wait for it");
}

}  // namespace
}  // namespace weir::auto_reset_event_test
