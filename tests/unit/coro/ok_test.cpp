// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

namespace weir::ok_test {
namespace {

using namespace std::chrono_literals;
using test::manual_loop;
using test::stop_switch;

struct counted {
    static inline int alive = 0;
    static inline int destroyed = 0;
    counted() noexcept { ++alive; }
    counted(const counted&) noexcept { ++alive; }
    ~counted() {
        --alive;
        ++destroyed;
    }
};

task<result<int>> at_once(result<int> r) {
    co_return r;
}

task<result<int>> later(result<int> r) {
    co_await yield();
    co_return r;
}

task<result<std::string>> unwraps(task<result<int>> op) {
    const counted local;
    const int value = co_await ok(std::move(op));
    co_return std::to_string(value);
}

TEST(ok, gives_the_value) {
    manual_loop loop;
    EXPECT_EQ(loop.run(unwraps(at_once(3))), "3");
    EXPECT_EQ(loop.run(unwraps(later(4))), "4");
}

TEST(ok, returns_the_error_to_the_caller_at_once_or_later) {
    manual_loop loop;
    EXPECT_EQ(loop.run(unwraps(at_once(fail(errc::eof)))).error(), errc::eof);
    EXPECT_EQ(loop.run(unwraps(later(fail(errc::closed)))).error(), errc::closed);
}

TEST(ok, destroys_locals_exactly_once_on_error) {
    manual_loop loop;
    for (bool async : {false, true}) {
        counted::destroyed = 0;
        auto leaves = [&](counted) -> task<result<void>> {
            const counted a;
            for (const counted b; true;) {
                const counted c;
                co_await ok(async ? later(fail(errc::eof)) : at_once(fail(errc::eof)));
                ADD_FAILURE() << "went on";
            }
        };
        auto awaits = [&]() -> task<void> {
            auto r = co_await leaves(counted());
            EXPECT_EQ(counted::alive, 0) << "all gone before the caller goes on";
            EXPECT_EQ(r.error(), errc::eof);
        };
        loop.run(awaits());
        EXPECT_EQ(counted::alive, 0);
        EXPECT_EQ(counted::destroyed, 5)
            << "argument (twice: it is copied into the frame), a, b, c";
    }
}

TEST(ok, carries_an_error_through_levels) {
    manual_loop loop;
    counted::destroyed = 0;
    auto third = []() -> task<result<int>> {
        const counted local;
        co_await yield();
        co_return co_await ok(later(fail(errc::too_large)));
    };
    auto second = [&]() -> task<result<std::string>> {
        const counted local;
        co_return std::to_string(co_await ok(third()));
    };
    auto first = [&]() -> task<result<void>> {
        const counted local;
        std::string text = co_await ok(second());
        ADD_FAILURE() << "went on with " << text;
        co_return {};
    };
    EXPECT_EQ(loop.run(first()).error(), errc::too_large);
    EXPECT_EQ(counted::destroyed, 3);
}

TEST(ok, exceptions_pass_as_exceptions) {
    manual_loop loop;
    auto throws = [](bool first) -> task<result<int>> {
        if (first) throw std::runtime_error("at once");
        co_await yield();
        throw std::runtime_error("later");
    };
    EXPECT_THROW(loop.run(unwraps(throws(true))), std::runtime_error);
    EXPECT_THROW(loop.run(unwraps(throws(false))), std::runtime_error);
    EXPECT_EQ(counted::alive, 0);
}

TEST(ok, takes_a_result_at_hand) {
    manual_loop loop;
    auto parse = [](bool good) -> result<int> {
        if (good) return 5;
        return fail(errc::bad_argument);
    };
    auto both = [&](bool good) -> task<result<int>> { co_return 1 + co_await ok(parse(good)); };
    EXPECT_EQ(loop.run(both(true)), 6);
    EXPECT_EQ(loop.run(both(false)).error(), errc::bad_argument);
}

TEST(ok, takes_results_without_a_value_and_any_operation) {
    manual_loop loop;
    stop_switch stop(loop);
    auto sleeps = []() -> task<result<int>> {
        co_await ok(sleep_for(1s));
        co_return 1;
    };
    EXPECT_EQ(loop.run(sleeps()), 1);
    auto stopped = stop.start(sleeps());
    stop.stop();
    EXPECT_EQ(stopped->take().error(), errc::canceled);
    EXPECT_EQ(stop.start(sleeps())->take().error(), errc::canceled) << "ready with an error";
}

struct detailed {
    std::error_code code;
    std::string text;
    detailed(std::error_code c) : code(c) {}  // NOLINT(google-explicit-constructor)
};

TEST(ok, converts_the_error_to_the_callers_kind) {
    manual_loop loop;
    auto outer = []() -> task<result<int, detailed>> {
        co_return co_await ok(later(fail(errc::eof)));
    };
    EXPECT_EQ(loop.run(outer()).error().code, errc::eof);
}

TEST(ok, works_in_the_middle_of_an_expression) {
    manual_loop loop;
    counted::destroyed = 0;
    auto pair = [](counted, int) -> task<result<int>> { co_return 1; };
    auto outer = [&]() -> task<result<int>> {
        co_return co_await ok(pair(counted(), co_await ok(later(fail(errc::eof)))));
    };
    EXPECT_EQ(loop.run(outer()).error(), errc::eof);
    EXPECT_EQ(counted::alive, 0);
}

TEST(ok, errors_count_against_the_budget) {
    manual_loop loop;
    auto fails = []() -> task<result<int>> { co_return co_await ok(at_once(fail(errc::eof))); };
    auto many = [&]() -> task<int> {
        int errors = 0;
        for (int i = 0; i < 10'000; ++i) errors += (co_await fails()).has_value() ? 0 : 1;
        co_return errors;
    };
    EXPECT_EQ(loop.run(many()), 10'000);
    EXPECT_GE(loop.steps(), 10'000U / loop_context::step_budget);
}

}  // namespace
}  // namespace weir::ok_test
