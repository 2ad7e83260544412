// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

namespace weir {
namespace {

using namespace std::chrono_literals;
using test::manual_loop;

task<int> answer() {
    co_return 42;
}

task<int> twice() {
    const int a = co_await answer();
    co_return a + co_await answer();
}

task<void> thrower() {
    throw std::runtime_error("boom");
    co_return;
}

task<result<int>> failing() {
    co_return fail(errc::eof);
}

task<result<std::string>> unwraps() {
    const int v = co_await ok(failing());
    ADD_FAILURE() << "went on with " << v;
    co_return "never";
}

task<int> chain(int n) {
    int sum = 0;
    for (int i = 0; i < n; ++i) sum += co_await answer() - 41;
    co_return sum;
}

TEST(task, returns_its_value) {
    manual_loop loop;
    EXPECT_EQ(loop.run(twice()), 84);
}

TEST(task, rethrows_to_the_awaiter) {
    manual_loop loop;
    EXPECT_THROW(loop.run(thrower()), std::runtime_error);
}

TEST(task, ok_returns_the_error_to_the_caller) {
    manual_loop loop;
    EXPECT_EQ(loop.run(unwraps()).error(), errc::eof);
}

TEST(task, a_million_ready_awaits_neither_grow_the_stack_nor_starve) {
    manual_loop loop;
    auto t = loop.start(chain(1'000'000));
    ASSERT_TRUE(t->done());
    EXPECT_EQ(t->take(), 1'000'000);
    EXPECT_GE(loop.steps(), 1'000'000U / (loop_context::step_budget + 1));
}

TEST(task, timeout_stops_a_sleeper) {
    manual_loop loop;
    const auto begin = loop.now();
    EXPECT_EQ(loop.run(with_timeout(1s, sleep_for(10s))).error(), errc::timed_out);
    EXPECT_NEAR((loop.now() - begin) / 1ms, 1000, 1);
}

task<result<void>> scoped(int& sum) {
    co_return co_await with_scope([&](scope& s) -> task<void> {
        for (int i = 0; i < 10; ++i)
            s.spawn(
                "adder",
                [&sum](int n) -> task<result<void>> {
                    co_await ok(sleep_for(n * 1ms));
                    sum += n;
                    co_return {};
                },
                i);
        co_return;
    });
}

TEST(task, scope_waits_for_its_children) {
    manual_loop loop;
    int sum = 0;
    EXPECT_TRUE(loop.run(scoped(sum)));
    EXPECT_EQ(sum, 45);
}

task<result<void>> gathers() {
    auto [a, b] = co_await ok(when_all(answer(), sleep_for(5ms)));
    EXPECT_EQ(a, 42);
    auto first = co_await when_any(sleep_for(1h), answer());
    EXPECT_EQ(first->index(), 1U);
    co_return {};
}

TEST(task, when_all_and_any) {
    manual_loop loop;
    EXPECT_TRUE(loop.run(gathers()));
}

}  // namespace
}  // namespace weir
