// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/log_capture.hpp"
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

namespace weir::when_any_test {
namespace {

using namespace std::chrono_literals;
using test::log_capture;
using test::manual_loop;
using test::stop_switch;

task<result<int>> value_after(duration delay, int value) {
    co_await ok(sleep_for(delay));
    co_return value;
}

task<result<int>> fails_after(duration delay, errc code) {
    static_cast<void>(co_await sleep_for(delay));
    co_return fail(code);
}

task<int> throws_after(duration delay, const char* what) {
    static_cast<void>(co_await sleep_for(delay));
    throw std::runtime_error(what);
}

TEST(when_any, first_success_wins_and_the_losers_are_stopped) {
    manual_loop loop;
    const auto begin = loop.now();
    auto r = loop.run(when_any(value_after(1h, 1), value_after(1ms, 2), sleep_for(2h)));
    ASSERT_TRUE(r);
    EXPECT_EQ(r->index(), 1U);
    EXPECT_EQ(std::get<1>(*r), 2);
    EXPECT_LT(loop.now() - begin, 1s);
    EXPECT_EQ(loop.timers().size(), 0U);
}

TEST(when_any, losers_are_awaited) {
    manual_loop loop;
    bool loser_ended = false;
    auto loser = [&]() -> task<void> {
        static_cast<void>(co_await sleep_for(1h));
        static_cast<void>(co_await shielded(1min, sleep_for(10s)));
        loser_ended = true;
    };
    const auto begin = loop.now();
    auto r = loop.run(when_any(loser(), value_after(1ms, 5)));
    EXPECT_EQ(r->index(), 1U);
    EXPECT_TRUE(loser_ended);
    EXPECT_GE(loop.now() - begin, 10s);
}

TEST(when_any, an_error_loses_to_a_later_success) {
    manual_loop loop;
    auto r = loop.run(when_any(fails_after(1ms, errc::eof), value_after(1s, 2)));
    ASSERT_TRUE(r);
    EXPECT_EQ(std::get<1>(*r), 2);
}

TEST(when_any, an_exception_loses_to_a_later_success_and_is_logged) {
    manual_loop loop;
    const log_capture log;
    auto r = loop.run(when_any(throws_after(1ms, "loses"), value_after(1s, 2)));
    ASSERT_TRUE(r);
    EXPECT_EQ(std::get<1>(*r), 2);
    EXPECT_EQ(log.lines().size(), 1U);
}

TEST(when_any, if_all_fail_the_first_error_is_returned) {
    manual_loop loop;
    auto r = loop.run(when_any(fails_after(2ms, errc::closed), fails_after(1ms, errc::eof)));
    EXPECT_EQ(r.error(), errc::eof);
}

TEST(when_any, if_all_fail_and_the_first_threw_it_is_rethrown) {
    manual_loop loop;
    EXPECT_THROW(static_cast<void>(
                     loop.run(when_any(throws_after(1ms, "first"), fails_after(2ms, errc::eof)))),
                 std::runtime_error);
}

TEST(when_any, two_successes_in_one_turn_the_first_wins) {
    manual_loop loop;
    event e;
    auto r = loop.start(when_any(e.wait(), e.wait()));
    e.set();
    loop.run_ready();
    EXPECT_EQ(r->take()->index(), 0U);
}

TEST(when_any, of_ready_operations) {
    manual_loop loop;
    event set(true);
    EXPECT_EQ(loop.run(when_any(sleep_for(1h), set.wait()))->index(), 1U);
    EXPECT_EQ(loop.run(when_any(set.wait()))->index(), 0U);
}

TEST(when_any, stop_ends_all_of_them) {
    manual_loop loop;
    stop_switch stop(loop);
    auto t = stop.start(when_any(sleep_for(1h), sleep_for(2h)));
    stop.stop();
    EXPECT_EQ(t->take().error(), errc::canceled);
    EXPECT_EQ(stop.start(when_any(sleep_for(1h)))->take().error(), errc::canceled);
}

TEST(when_any, same_types_are_told_apart_by_their_index) {
    manual_loop loop;
    for (std::size_t quick = 0; quick < 3; ++quick) {
        auto delay = [&](std::size_t i) { return i == quick ? duration(1ms) : duration(1h); };
        auto r = loop.run(
            when_any(value_after(delay(0), 0), value_after(delay(1), 1), value_after(delay(2), 2)));
        EXPECT_EQ(r->index(), quick);
    }
}

}  // namespace
}  // namespace weir::when_any_test
