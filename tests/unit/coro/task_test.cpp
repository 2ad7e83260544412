// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

namespace weir::task_test {
namespace {

using test::manual_loop;

struct counted {
    static inline int alive = 0;
    counted() noexcept { ++alive; }
    counted(const counted&) noexcept { ++alive; }
    counted(counted&&) noexcept { ++alive; }
    counted& operator=(const counted&) = default;
    ~counted() { --alive; }
};

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

task<int> chain(int n) {
    int sum = 0;
    for (int i = 0; i < n; ++i) sum += co_await answer() - 41;
    co_return sum;
}

TEST(task, returns_its_value) {
    manual_loop loop;
    EXPECT_EQ(loop.run(twice()), 84);
}

TEST(task, moves_values_that_cannot_be_copied) {
    manual_loop loop;
    auto make = []() -> task<std::unique_ptr<int>> { co_return std::make_unique<int>(5); };
    auto pass = [&]() -> task<std::unique_ptr<int>> { co_return co_await make(); };
    EXPECT_EQ(*loop.run(pass()), 5);
}

TEST(task, rethrows_to_the_awaiter) {
    manual_loop loop;
    EXPECT_THROW(loop.run(thrower()), std::runtime_error);
    auto catches = []() -> task<std::string> {
        try {
            co_await thrower();
        } catch (const std::runtime_error& e) {
            co_return e.what();
        }
        co_return "nothing";
    };
    EXPECT_EQ(loop.run(catches()), "boom");
}

TEST(task, exception_after_co_return_wins_over_the_value) {
    manual_loop loop;
    struct throws_on_exit {
        ~throws_on_exit() noexcept(false) { throw std::runtime_error("late"); }
    };
    auto late = []() -> task<int> {
        const throws_on_exit here;
        co_return 1;
    };
    EXPECT_THROW(loop.run(late()), std::runtime_error);
}

TEST(task, does_nothing_until_awaited_and_destroys_its_arguments) {
    bool ran = false;
    {
        auto t = [](counted, bool& r) -> task<void> {
            r = true;
            co_return;
        }(counted(), ran);
        EXPECT_EQ(counted::alive, 1);
        EXPECT_TRUE(t);
        auto moved = std::move(t);
        EXPECT_FALSE(t);
        EXPECT_EQ(counted::alive, 1);
    }
    EXPECT_FALSE(ran);
    EXPECT_EQ(counted::alive, 0);
}

TEST(task, assignment_destroys_the_task_it_replaces) {
    auto make = [](counted) -> task<void> { co_return; };
    auto a = make(counted());
    auto b = make(counted());
    EXPECT_EQ(counted::alive, 2);
    a = std::move(b);
    EXPECT_EQ(counted::alive, 1);
    auto& alias = a;
    a = std::move(alias);
    EXPECT_TRUE(a);
}

TEST(task, child_frame_is_gone_before_the_awaiter_goes_on) {
    manual_loop loop;
    auto child = [](counted) -> task<int> {
        const counted local;
        EXPECT_EQ(counted::alive, 3) << "the temporary, the argument, the local";
        co_return 1;
    };
    auto failing_child = [](counted) -> task<result<int>> {
        const counted local;
        co_return fail(errc::eof);
    };
    auto parent = [&]() -> task<void> {
        const int value = co_await child(counted());
        EXPECT_EQ(value, 1);
        EXPECT_EQ(counted::alive, 0);
        auto r = co_await failing_child(counted());
        EXPECT_EQ(counted::alive, 0);
        EXPECT_FALSE(r);
        try {
            co_await [](counted) -> task<void> {
                throw 1;
                co_return;
            }(counted());
        } catch (int) {
        }
        EXPECT_EQ(counted::alive, 0);
    };
    loop.run(parent());
}

TEST(task, a_million_ready_awaits_neither_grow_the_stack_nor_starve) {
    manual_loop loop;
    auto t = loop.start(chain(1'000'000));
    ASSERT_TRUE(t->done());
    EXPECT_EQ(t->take(), 1'000'000);
    EXPECT_GE(loop.steps(), 1'000'000U / (loop_context::step_budget + 1));
}

task<int> nested(int depth) {
    if (depth == 0) co_return 0;
    co_return 1 + co_await nested(depth - 1);
}

task<result<int>> nested_error(int depth) {
    if (depth == 0) co_return fail(errc::eof);
    co_return co_await ok(nested_error(depth - 1));
}

TEST(task, a_hundred_thousand_nested_awaits_do_not_grow_the_stack) {
    manual_loop loop;
    EXPECT_EQ(loop.run(nested(100'000)), 100'000);
}

TEST(task, an_error_through_a_hundred_thousand_levels_does_not_grow_the_stack) {
    manual_loop loop;
    EXPECT_EQ(loop.run(nested_error(100'000)).error(), errc::eof);
}

TEST(task_death, awaited_twice) {
    EXPECT_DEATH(
        {
            manual_loop loop;
            auto again = [](task<int> t) -> task<int> {
                co_await std::move(t);
                co_return co_await std::move(t);
            };
            loop.run(again(answer()));
        },
        "awaited a task that was moved from or awaited before");
}

}  // namespace
}  // namespace weir::task_test
