// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

namespace weir::this_task_test {
namespace {

using namespace std::chrono_literals;
using test::manual_loop;
using test::stop_switch;

TEST(this_task, tells_what_the_task_inherited) {
    manual_loop loop;
    stop_switch stop(loop);
    auto asks = [&]() -> task<result<void>> {
        EXPECT_EQ(&this_task::loop(), &loop);
        EXPECT_EQ(this_task::now(), loop.now());
        EXPECT_TRUE(this_task::deadline().is_never());
        EXPECT_FALSE(this_task::trace().valid());
        EXPECT_FALSE(this_task::stop_requested());
        EXPECT_TRUE(this_task::stop_token().stop_possible());
        static_cast<void>(co_await sleep_for(1s));
        EXPECT_TRUE(this_task::stop_requested());
        EXPECT_EQ(this_task::stop_token().reason(), stop_reason::drain);
        co_return {};
    };
    auto t = stop.start(asks());
    stop.stop(stop_reason::drain);
    EXPECT_TRUE(t->take());
}

TEST(this_task, is_the_innermost_coroutine_and_again_its_awaiter) {
    manual_loop loop;
    auto inner = [](const promise_base* parent) -> task<void> {
        EXPECT_EQ(this_task::promise().parent(), parent);
        co_await yield();
        EXPECT_EQ(this_task::promise().parent(), parent);
    };
    auto outer = [&]() -> task<result<void>> {
        const promise_base* self = &this_task::promise();
        co_await inner(self);
        EXPECT_EQ(&this_task::promise(), self);
        EXPECT_FALSE(co_await with_timeout(1ms, sleep_for(1s)));
        EXPECT_EQ(&this_task::promise(), self);
        co_await when_all(inner(self), inner(self));
        EXPECT_EQ(&this_task::promise(), self);
        auto fails = []() -> task<result<int>> {
            co_return co_await ok([]() -> result<int> { return fail(errc::eof); }());
        };
        EXPECT_FALSE(co_await fails());
        EXPECT_EQ(&this_task::promise(), self);
        co_return {};
    };
    EXPECT_TRUE(loop.run(outer()));
}

TEST(this_task_death, outside_of_a_task) {
    EXPECT_DEATH(static_cast<void>(this_task::now()), "not inside a task");
}

}  // namespace
}  // namespace weir::this_task_test
