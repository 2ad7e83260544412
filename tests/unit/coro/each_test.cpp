// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

namespace weir::each_test {
namespace {

using namespace std::chrono_literals;
using test::manual_loop;
using test::stop_switch;

generator<int> naturals() {
    for (int i = 1;; ++i) co_yield i;
}

/// How many values the body saw of an endless generator before it broke off or failed.
template <class Body>
std::pair<result<void>, int> loop_over(Body body) {
    manual_loop loop;
    int seen = 0;
    auto counting = [&] [[clang::coro_wrapper]] (int v) {
        ++seen;
        return body(v);
    };
    auto ended = loop.run(each(naturals(), counting));
    return {ended, seen};
}

TEST(each, body_breaks_off_by_false) {
    auto [ended, seen] = loop_over([](int v) { return v < 3; });
    EXPECT_TRUE(ended);
    EXPECT_EQ(seen, 3);
    std::tie(ended, seen) = loop_over([](int v) -> task<bool> { co_return v < 4; });
    EXPECT_TRUE(ended);
    EXPECT_EQ(seen, 4);
    std::tie(ended, seen) = loop_over([](int v) -> task<result<bool>> { co_return v < 5; });
    EXPECT_TRUE(ended);
    EXPECT_EQ(seen, 5);
}

TEST(each, body_breaks_off_by_flow) {
    auto [ended, seen] = loop_over([](int v) { return v < 3 ? flow::proceed : flow::stop; });
    EXPECT_TRUE(ended);
    EXPECT_EQ(seen, 3);
    std::tie(ended, seen) = loop_over([](int v) -> task<flow> {
        co_await yield();
        co_return v < 4 ? flow::proceed : flow::stop;
    });
    EXPECT_TRUE(ended);
    EXPECT_EQ(seen, 4);
    std::tie(ended, seen) =
        loop_over([](int v) -> result<flow> { return v < 2 ? flow::proceed : flow::stop; });
    EXPECT_TRUE(ended);
    EXPECT_EQ(seen, 2);
}

TEST(each, error_of_the_body_ends_the_loop) {
    auto [ended, seen] = loop_over([](int v) -> result<void> {
        if (v == 3) return fail(errc::closed);
        return {};
    });
    EXPECT_EQ(ended.error(), errc::closed);
    EXPECT_EQ(seen, 3);
    std::tie(ended, seen) = loop_over([](int v) -> task<result<void>> {
        co_await yield();
        if (v == 2) co_return fail(errc::eof);
        co_return {};
    });
    EXPECT_EQ(ended.error(), errc::eof);
    EXPECT_EQ(seen, 2);
}

TEST(each, exception_of_the_body_passes) {
    auto throws = [](int v) -> task<void> {
        if (v == 2) throw std::runtime_error("body");
        co_return;
    };
    EXPECT_THROW(loop_over(throws), std::runtime_error);
}

TEST(each, awaits_a_body_task_before_the_next_value) {
    manual_loop loop;
    std::string log;
    auto values = [&]() -> generator<int> {
        for (int i = 0; i < 3; ++i) {
            log += "y";
            co_yield i;
        }
    };
    auto body = [&](int) -> task<void> {
        log += "(";
        static_cast<void>(co_await sleep_for(1ms));
        log += ")";
    };
    EXPECT_TRUE(loop.run(each(values(), body)));
    EXPECT_EQ(log, "y()y()y()");
}

TEST(each, keeps_a_temporary_closure_for_the_whole_loop) {
    manual_loop loop;
    auto sum = std::make_shared<int>(0);
    auto consume = [&]() -> task<result<void>> {
        co_return co_await each(naturals(), [sum](int v) -> task<bool> {
            co_await yield();
            *sum += v;
            co_return v < 10;
        });
    };
    EXPECT_TRUE(loop.run(consume()));
    EXPECT_EQ(*sum, 55);
    EXPECT_EQ(sum.use_count(), 1);
}

TEST(each, stopped_before_it_begins_takes_no_value) {
    manual_loop loop;
    stop_switch stop(loop);
    stop.stop();
    int seen = 0;
    auto t = stop.start(each(naturals(), [&](int) { ++seen; }));
    EXPECT_EQ(t->take().error(), errc::canceled);
    EXPECT_EQ(seen, 0);
}

TEST(each, under_a_timeout) {
    manual_loop loop;
    int seen = 0;
    auto body = [&](int) -> task<result<void>> {
        ++seen;
        co_return co_await sleep_for(300ms);
    };
    EXPECT_EQ(loop.run(with_timeout(1s, each(naturals(), body))).error(), errc::timed_out);
    EXPECT_EQ(seen, 4);
}

TEST(each, nests) {
    manual_loop loop;
    int sum = 0;
    auto upto = [](int n) -> generator<int> {
        for (int i = 1; i <= n; ++i) co_yield i;
    };
    auto outer = [&](int n) -> task<result<void>> {
        co_return co_await each(upto(n), [&](int v) { sum += v; });
    };
    EXPECT_TRUE(loop.run(each(upto(3), outer)));
    EXPECT_EQ(sum, 1 + 3 + 6);
}

TEST(each_death, given_a_generator_that_was_moved_from) {
    EXPECT_DEATH(
        {
            manual_loop loop;
            auto g = naturals();
            auto taken = std::move(g);
            static_cast<void>(loop.run(each(std::move(g), [](int) {})));
        },
        "given a generator that was moved from");
}

}  // namespace
}  // namespace weir::each_test
