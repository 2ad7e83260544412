// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/log_capture.hpp"
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

namespace weir::when_all_test {
namespace {

using namespace std::chrono_literals;
using test::log_capture;
using test::manual_loop;
using test::stop_switch;

task<int> number(int n) {
    co_return n;
}

task<result<std::string>> text_after(duration delay, std::string text) {
    co_await ok(sleep_for(delay));
    co_return text;
}

task<result<int>> fails_after(duration delay, errc code) {
    static_cast<void>(co_await sleep_for(delay));
    co_return fail(code);
}

task<int> throws_after(duration delay, const char* what) {
    static_cast<void>(co_await sleep_for(delay));
    throw std::runtime_error(what);
}

TEST(when_all, gives_all_values) {
    manual_loop loop;
    auto gathers = []() -> task<result<void>> {
        auto [a, b, c] = co_await ok(when_all(number(1), text_after(5ms, "two"), sleep_for(1ms)));
        EXPECT_EQ(a, 1);
        EXPECT_EQ(b, "two");
        static_assert(std::is_same_v<decltype(c), std::monostate>);
        co_return {};
    };
    EXPECT_TRUE(loop.run(gathers()));
}

TEST(when_all, is_a_plain_tuple_if_nothing_can_fail) {
    manual_loop loop;
    static_assert(std::is_same_v<result_of<decltype(when_all(number(1), yield()))>,
                                 std::tuple<int, std::monostate>>);
    EXPECT_EQ(std::get<0>(loop.run(when_all(number(4), yield()))), 4);
}

TEST(when_all, takes_as_long_as_the_slowest) {
    manual_loop loop;
    const auto begin = loop.now();
    EXPECT_TRUE(loop.run(when_all(sleep_for(1s), sleep_for(2s), sleep_for(3s))));
    EXPECT_LE(loop.now() - begin, 3001ms);
}

TEST(when_all, branches_that_complete_at_once) {
    manual_loop loop;
    event set(true);
    EXPECT_TRUE(loop.run(when_all(set.wait(), set.wait(), number(1))));
    EXPECT_TRUE(loop.run(when_all(set.wait())));
}

TEST(when_all, first_error_stops_the_others_and_waits_for_them) {
    manual_loop loop;
    bool other_ended = false;
    auto other = [&]() -> task<result<void>> {
        static_cast<void>(co_await sleep_for(1h));
        static_cast<void>(co_await shielded(1s, sleep_for(10ms)));
        other_ended = true;
        co_return fail(errc::closed);
    };
    const auto begin = loop.now();
    auto r = loop.run(when_all(other(), fails_after(1ms, errc::eof)));
    EXPECT_EQ(r.error(), errc::eof);
    EXPECT_TRUE(other_ended);
    EXPECT_LT(loop.now() - begin, 1s);
}

TEST(when_all, exception_stops_the_others_and_is_rethrown) {
    manual_loop loop;
    EXPECT_THROW(static_cast<void>(loop.run(when_all(sleep_for(1h), throws_after(1ms, "boom")))),
                 std::runtime_error);
    EXPECT_THROW(static_cast<void>(loop.run(when_all(number(1), throws_after(0ms, "boom")))),
                 std::runtime_error);
    EXPECT_EQ(loop.timers().size(), 0U);
}

TEST(when_all, exception_behind_another_failure_is_logged) {
    manual_loop loop;
    const log_capture log;
    EXPECT_EQ(loop.run(when_all(throws_after(1h, "late"), fails_after(1ms, errc::eof))).error(),
              errc::eof);
    EXPECT_EQ(log.lines().size(), 1U);
    EXPECT_THROW(
        static_cast<void>(loop.run(when_all(throws_after(1h, "late"), throws_after(1ms, "first")))),
        std::runtime_error);
    EXPECT_EQ(log.lines().size(), 2U);
}

TEST(when_all, stop_reaches_every_branch) {
    manual_loop loop;
    stop_switch stop(loop);
    auto t = stop.start(when_all(sleep_for(1h), sleep_for(2h)));
    stop.stop(stop_reason::deadline);
    EXPECT_EQ(t->take().error(), errc::timed_out);
    auto begun_late = stop.start(when_all(sleep_for(1h), sleep_for(2h)));
    EXPECT_EQ(begun_late->take().error(), errc::timed_out);
}

TEST(when_all, under_a_timeout) {
    manual_loop loop;
    EXPECT_EQ(loop.run(with_timeout(1s, when_all(sleep_for(1h), sleep_for(1ms)))).error(),
              errc::timed_out);
}

TEST(when_all, nests) {
    manual_loop loop;
    auto r = loop.run(when_all(when_all(number(1), number(2)), number(3)));
    EXPECT_EQ(std::get<1>(std::get<0>(r)), 2);
    EXPECT_EQ(std::get<1>(r), 3);
}

TEST(when_all, moves_values_that_cannot_be_copied) {
    manual_loop loop;
    auto make = []() -> task<std::unique_ptr<int>> { co_return std::make_unique<int>(5); };
    auto r = loop.run(when_all(make(), make()));
    EXPECT_EQ(*std::get<1>(r), 5);
}

TEST(when_all, its_awaiter_is_recorded_as_awaiting_it) {
    manual_loop loop;
    const promise_base* outer = nullptr;
    auto gathers = [&]() -> task<void> {
        outer = &this_task::promise();
        static_cast<void>(co_await when_all(sleep_for(1s), sleep_for(2s)));
    };
    auto t = loop.start(gathers());
    EXPECT_STREQ(outer->awaiting()->name, "when_all");
    loop.advance(3s);
    EXPECT_TRUE(t->done());
}

}  // namespace
}  // namespace weir::when_all_test
