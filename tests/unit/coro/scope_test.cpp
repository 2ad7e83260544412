// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/log_capture.hpp"
#include "support/manual_loop.hpp"
#include "unit/coro/scope_tasks.hpp"

#include <weir/coro.hpp>

namespace weir::scope_test {
namespace {

using namespace std::chrono_literals;
using namespace test::scope_tasks;
using test::log_capture;
using test::manual_loop;
using test::stop_switch;

/// Runs `fill(scope&)` in a scope at the loop's root and joins it.
template <class Fill>
result<void> join_after(manual_loop& loop, Fill fill) {
    scope s(loop.root(), nullptr);
    fill(s);
    return loop.run(s.join());
}

TEST(scope, waits_for_its_children) {
    manual_loop loop;
    int sum = 0;
    auto add = [&sum](int n) -> task<result<void>> {
        co_await ok(sleep_for(n * 1ms));
        sum += n;
        co_return {};
    };
    EXPECT_TRUE(join_after(loop, [&](scope& s) {
        for (int i = 0; i < 10; ++i) EXPECT_TRUE(s.spawn("adder", add, i));
        EXPECT_EQ(s.size(), 10U);
    }));
    EXPECT_EQ(sum, 45);
}

TEST(scope, empty_joins_at_once) {
    manual_loop loop;
    EXPECT_TRUE(join_after(loop, [](scope&) {}));
}

TEST(scope, child_starts_in_a_later_step_and_owns_what_it_was_given) {
    manual_loop loop;
    auto value = std::make_shared<int>(1);
    bool ran = false;
    scope s(loop.root(), nullptr);
    {
        auto captured = [value, &ran](std::shared_ptr<int> arg) -> task<void> {
            co_await yield();
            EXPECT_EQ(value.use_count(), 3);
            EXPECT_EQ(arg, value);
            ran = true;
        };
        s.spawn("owner", std::move(captured), value);
    }
    EXPECT_FALSE(ran);
    EXPECT_TRUE(loop.run(s.join()));
    EXPECT_TRUE(ran);
    EXPECT_EQ(value.use_count(), 1);
}

TEST(scope, error_in_a_child_stops_the_siblings_and_is_returned) {
    manual_loop loop;
    const auto begin = loop.now();
    const auto joined = join_after(loop, [](scope& s) {
        s.spawn("fails", fails_after, 1ms, errc::protocol_error);
        s.spawn("sleeps", sleeps, 1h);
    });
    EXPECT_EQ(joined.error(), errc::protocol_error);
    EXPECT_LT(loop.now() - begin, 1s);
}

TEST(scope, exception_in_a_child_stops_the_siblings_and_is_rethrown) {
    manual_loop loop;
    const auto begin = loop.now();
    auto run = [&] {
        static_cast<void>(join_after(loop, [](scope& s) {
            s.spawn("sleeps", sleeps, 1h);
            s.spawn("throws", throws_after, 1ms, "boom");
        }));
    };
    EXPECT_THROW(run(), std::runtime_error);
    EXPECT_LT(loop.now() - begin, 1s);
}

TEST(scope, callable_that_throws_before_its_task_exists_counts_as_a_failure) {
    manual_loop loop;
    auto refuses = [] [[clang::coro_wrapper]] () -> task<void> {
        throw std::runtime_error("no task");
    };
    EXPECT_THROW(
        static_cast<void>(join_after(loop, [&](scope& s) { s.spawn("refuses", refuses); })),
        std::runtime_error);
}

TEST(scope, all_failures_are_kept_the_first_one_first) {
    manual_loop loop;
    const log_capture log;
    scope s(loop.root(), nullptr);
    s.spawn("first", fails_after, 1ms, errc::eof);
    s.spawn("second", ends_stopped_with, result<void>(fail(errc::closed)));
    s.spawn("third", throws_when_stopped, "third");
    s.spawn("stopped", sleeps, 1h);
    EXPECT_EQ(loop.run(s.join()).error(), errc::eof);
    ASSERT_EQ(s.failures().size(), 3U);
    EXPECT_EQ(s.failure_count(), 3U);
    EXPECT_STREQ(s.failures()[0].task, "first");
    EXPECT_EQ(s.failures()[0].code, errc::eof);
    EXPECT_STREQ(s.failures()[1].task, "third");
    EXPECT_TRUE(s.failures()[1].exception);
    EXPECT_EQ(s.failures()[2].code, errc::closed);
    ASSERT_EQ(log.lines().size(), 1U) << "an exception that join does not rethrow is logged";
    EXPECT_NE(log.lines()[0].find("third"), std::string::npos);
}

TEST(scope, keeps_a_bounded_list_and_counts_all_failures) {
    manual_loop loop;
    scope s(loop.root(), nullptr);
    for (int i = 0; i < 100; ++i) s.spawn("fails", fails_after, 0ms, errc::eof);
    EXPECT_EQ(loop.run(s.join()).error(), errc::eof);
    EXPECT_EQ(s.failures().size(), scope::max_failures);
    EXPECT_EQ(s.failure_count(), 100U);
}

TEST(scope, stop_reaches_children_and_those_spawned_later) {
    manual_loop loop;
    scope s(loop.root(), nullptr);
    s.spawn("sleeps", sleeps, 1h);
    loop.run_ready();
    s.request_stop();
    s.spawn("late", sleeps, 1h);
    loop.run_ready();
    EXPECT_EQ(s.size(), 0U);
    EXPECT_EQ(s.failure_count(), 0U) << "to end because of a stop is no failure";
    EXPECT_TRUE(loop.run(s.join())) << "its owner wanted the stop";
}

TEST(scope, exception_during_a_stop_is_a_failure) {
    manual_loop loop;
    scope s(loop.root(), nullptr);
    s.spawn("throws", throws_when_stopped, "while stopping");
    loop.run_ready();
    s.request_stop();
    EXPECT_THROW(static_cast<void>(loop.run(s.join())), std::runtime_error);
}

TEST(scope, error_of_its_own_during_a_stop_is_a_failure) {
    manual_loop loop;
    scope s(loop.root(), nullptr);
    s.spawn("fails", ends_stopped_with, result<void>(fail(errc::protocol_error)));
    loop.run_ready();
    s.request_stop();
    EXPECT_EQ(loop.run(s.join()).error(), errc::protocol_error);
}

TEST(scope, stopped_from_outside_its_join_says_so) {
    manual_loop loop;
    for (auto reason : {stop_reason::deadline, stop_reason::drain}) {
        stop_source outside;
        environment env = loop.root();
        env.stop = outside.token();
        scope s(env, nullptr);
        s.spawn("sleeps", sleeps, 1h);
        // Some operations answer every stop with the same code.
        s.spawn("always canceled", ends_stopped_with, result<void>(fail(errc::canceled)));
        loop.run_ready();
        outside.request_stop(reason);
        EXPECT_EQ(loop.run(s.join()).error(), stop_error(reason)) << to_string(reason);
        EXPECT_EQ(s.failure_count(), 0U);
    }
}

TEST(scope, stopped_from_outside_but_finished_all_the_same) {
    manual_loop loop;
    stop_source outside;
    environment env = loop.root();
    env.stop = outside.token();
    scope s(env, nullptr);
    s.spawn("finishes", ends_stopped_with, result<void>());
    loop.run_ready();
    outside.request_stop();
    EXPECT_TRUE(loop.run(s.join()));
}

TEST(scope, closed_refuses_and_destroys_what_it_was_given) {
    manual_loop loop;
    auto value = std::make_shared<int>(1);
    scope s(loop.root(), nullptr);
    s.spawn("sleeps", sleeps, 1s);
    s.close();
    EXPECT_TRUE(s.closed());
    auto child = [](std::shared_ptr<int>) -> task<void> { co_return; };
    EXPECT_FALSE(s.spawn("refused", child, std::move(value)));
    EXPECT_FALSE(s.spawn([]() -> task<void> { co_return; }));
    EXPECT_EQ(s.size(), 1U);
    EXPECT_TRUE(loop.run(s.join()));
}

task<result<void>> spawns_sibling(scope& s, int depth, int& ran) {
    co_await ok(sleep_for(1ms));
    ++ran;
    if (depth > 0) {
        EXPECT_TRUE(s.spawn("sibling", spawns_sibling, std::ref(s), depth - 1, std::ref(ran)));
    }
    co_return {};
}

TEST(scope, children_may_spawn_siblings_while_it_is_joined) {
    manual_loop loop;
    scope s(loop.root(), nullptr);
    int ran = 0;
    s.spawn("first", spawns_sibling, std::ref(s), 5, std::ref(ran));
    EXPECT_TRUE(loop.run(s.join()));
    EXPECT_EQ(ran, 6);
    EXPECT_TRUE(s.closed()) << "once joined";
    EXPECT_FALSE(s.spawn("late", sleeps, 1ms));
}

TEST(scope, join_by_a_stopped_task_waits) {
    manual_loop loop;
    stop_switch stop(loop);
    bool child_ended = false;
    auto owner = [&]() -> task<result<void>> {
        scope s;
        s.spawn("slow to stop", [&]() -> task<result<void>> {
            static_cast<void>(co_await sleep_for(1h));
            static_cast<void>(co_await shielded(1h, sleep_for(10ms)));
            child_ended = true;
            co_return {};
        });
        co_return co_await s.join();
    };
    auto t = stop.start(owner());
    stop.stop();
    EXPECT_FALSE(t->done());
    loop.advance(11ms);
    EXPECT_TRUE(child_ended);
    EXPECT_TRUE(t->take());
}

TEST(scope, a_million_tasks) {
    manual_loop loop;
    scope s(loop.root(), nullptr);
    int ran = 0;
    auto child = [&ran]() -> task<void> {
        ++ran;
        co_await yield();
        ++ran;
    };
    for (int i = 0; i < 1'000'000; ++i) s.spawn("one", child);
    EXPECT_TRUE(loop.run(s.join()));
    EXPECT_EQ(ran, 2'000'000);
}

TEST(scope, takes_plain_functions_and_move_only_arguments) {
    manual_loop loop;
    auto child = [](std::unique_ptr<int> n) -> task<void> {
        EXPECT_EQ(*n, 3);
        co_return;
    };
    EXPECT_TRUE(join_after(loop, [&](scope& s) {
        s.spawn(sleeps, 1ms);
        s.spawn(child, std::make_unique<int>(3));
    }));
}

TEST(scope, tells_its_children_with_name_and_place) {
    manual_loop loop;
    scope s(loop.root(), nullptr);
    s.spawn("worker", sleeps, 1s);
    const unsigned line = __LINE__ - 1;
    int seen = 0;
    s.for_each_child([&](const detail::child_promise& c) {
        EXPECT_STREQ(c.name(), "worker");
        EXPECT_EQ(c.spawn_site().line(), line);
        ++seen;
    });
    EXPECT_EQ(seen, 1);
    s.spawn([]() -> task<void> { co_return; });
    const unsigned unnamed = __LINE__ - 1;
    s.for_each_child([&](const detail::child_promise& c) {
        if (c.spawn_site().line() == unnamed) ++seen;
    });
    EXPECT_EQ(seen, 2);
    EXPECT_TRUE(loop.run(s.join()));
}

TEST(scope_death, destroyed_before_it_was_joined) {
    auto leaf = []() -> task<result<void>> { co_return co_await sleep_for(1h); };
    EXPECT_DEATH(
        {
            manual_loop loop;
            scope s(loop.root(), nullptr);
            s.spawn("left behind", leaf);
            loop.run_ready();
        },
        "awaiting sleep(.|\n)*left behind(.|\n)*a scope was destroyed before it was joined");
}

TEST(scope_death, joined_by_two_tasks) {
    EXPECT_DEATH(
        {
            manual_loop loop;
            scope s(loop.root(), nullptr);
            s.spawn("child", sleeps, 1h);
            auto a = loop.start(s.join());
            auto b = loop.start(s.join());
        },
        "a scope is joined by two tasks at once");
}

TEST(scope_death, made_outside_of_a_task) {
    EXPECT_DEATH({ scope s; }, "not inside a task");
}

}  // namespace
}  // namespace weir::scope_test
