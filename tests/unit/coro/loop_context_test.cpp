// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro/sleep.hpp>

namespace weir::loop_context_test {
namespace {

using test::manual_loop;

struct bare_loop : loop_context {
    explicit bare_loop(std::uint64_t seed = 1) : loop_context(time_point{}, seed) {}
    using loop_context::enter;
    using loop_context::has_ready;
    using loop_context::root_stop;
    using loop_context::run_one;
    using loop_context::set_now;
};

struct noting : waiter {
    noting(std::vector<int>& log, int id) noexcept : waiter(&note), calls(log), number(id) {}
    static std::coroutine_handle<> note(waiter* w) noexcept {
        auto* self = static_cast<noting*>(w);
        self->calls.push_back(self->number);
        return std::noop_coroutine();
    }
    std::vector<int>& calls;
    int number;
};

TEST(loop_context, runs_what_is_ready_in_order) {
    bare_loop loop;
    std::vector<int> calls;
    noting a(calls, 1), b(calls, 2);
    EXPECT_FALSE(loop.run_one());
    loop.schedule(a);
    loop.schedule(b);
    EXPECT_TRUE(loop.has_ready());
    EXPECT_TRUE(loop.run_one());
    EXPECT_EQ(calls, (std::vector{1}));
    loop.schedule(a);
    EXPECT_TRUE(loop.run_one());
    EXPECT_TRUE(loop.run_one());
    EXPECT_FALSE(loop.run_one());
    EXPECT_EQ(calls, (std::vector{1, 2, 1}));
    EXPECT_EQ(loop.steps(), 3U);
}

TEST(loop_context, each_step_has_a_fresh_budget) {
    bare_loop loop;
    while (loop.spend()) {
    }
    EXPECT_FALSE(loop.spend());
    std::vector<int> calls;
    noting a(calls, 1);
    loop.schedule(a);
    loop.run_one();
    int units = 0;
    while (loop.spend()) ++units;
    EXPECT_EQ(units, loop_context::step_budget);
}

TEST(loop_context, is_the_threads_loop_while_entered) {
    bare_loop outer;
    bare_loop inner;
    EXPECT_EQ(loop_context::this_thread(), nullptr);
    {
        bare_loop::enter a(outer);
        EXPECT_EQ(loop_context::this_thread(), &outer);
        {
            bare_loop::enter b(inner);
            EXPECT_EQ(loop_context::this_thread(), &inner);
        }
        EXPECT_EQ(loop_context::this_thread(), &outer);
    }
    EXPECT_EQ(loop_context::this_thread(), nullptr);
}

TEST(loop_context, random_numbers_repeat_with_the_seed) {
    bare_loop a(7), b(7), c(8);
    for (int i = 0; i < 100; ++i) {
        const auto value = a.random();
        EXPECT_EQ(value, b.random());
        EXPECT_NE(value, c.random());
    }
}

TEST(loop_context, root_environment_names_the_loop_and_its_stop) {
    bare_loop loop;
    EXPECT_EQ(loop.root().loop, &loop);
    EXPECT_TRUE(loop.root().due.is_never());
    EXPECT_FALSE(loop.root().stop.stop_requested());
    loop.root_stop().request_stop(stop_reason::drain);
    EXPECT_EQ(loop.root().stop.reason(), stop_reason::drain);
}

TEST(loop_context, current_is_the_running_coroutine_and_nothing_between_steps) {
    manual_loop loop;
    const promise_base* inner_seen = nullptr;
    const promise_base* outer_seen = nullptr;
    auto inner = [&]() -> task<void> {
        inner_seen = loop.current();
        co_return;
    };
    auto outer = [&]() -> task<void> {
        outer_seen = loop.current();
        co_await inner();
        EXPECT_EQ(loop.current(), outer_seen);
        co_await yield();
        EXPECT_EQ(loop.current(), outer_seen);
        EXPECT_EQ(inner_seen == outer_seen, false);
    };
    loop.run(outer());
    EXPECT_NE(inner_seen, nullptr);
    EXPECT_EQ(loop.current(), nullptr);
}

// The argument's destructor runs after the child has ended; the child is not current any more.
TEST(loop_context, current_is_not_a_destroyed_child) {
    manual_loop loop;
    struct looks {
        explicit looks(manual_loop& l) : loop(&l) {}
        looks(looks&& other) noexcept : loop(std::exchange(other.loop, nullptr)) {}
        ~looks() {
            if (loop != nullptr) EXPECT_EQ(loop->current(), nullptr);
        }
        manual_loop* loop;
    };
    auto child = [](const looks&) -> task<void> { co_return; };
    scope s(loop.root(), nullptr);
    s.spawn("child", child, looks(loop));
    loop.run_ready();
    EXPECT_EQ(s.size(), 0U);
}

}  // namespace
}  // namespace weir::loop_context_test
