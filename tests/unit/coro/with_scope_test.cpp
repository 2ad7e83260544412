// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/log_capture.hpp"
#include "support/manual_loop.hpp"
#include "unit/coro/scope_tasks.hpp"

#include <weir/coro.hpp>

// How the body ends and how the children end, in all combinations.

namespace weir::with_scope_test {
namespace {

using namespace std::chrono_literals;
using namespace test::scope_tasks;
using test::log_capture;
using test::manual_loop;
using test::stop_switch;

template <class Body>
auto in_scope(manual_loop& loop, Body body) {
    return loop.run(with_scope(std::move(body)));
}

TEST(with_scope, returns_the_value_of_its_body_after_the_children) {
    manual_loop loop;
    bool child = false;
    auto r = in_scope(loop, [&](scope& s) -> task<int> {
        s.spawn("child", [&]() -> task<result<void>> {
            co_await ok(sleep_for(1s));
            child = true;
            co_return {};
        });
        co_return 5;
    });
    EXPECT_EQ(r, 5);
    EXPECT_TRUE(child);
}

TEST(with_scope, error_of_the_body_stops_the_children) {
    manual_loop loop;
    const auto begin = loop.now();
    auto r = in_scope(loop, [](scope& s) -> task<result<int>> {
        s.spawn("child", sleeps, 1h);
        co_await yield();
        co_return fail(errc::eof);
    });
    EXPECT_EQ(r.error(), errc::eof);
    EXPECT_LT(loop.now() - begin, 1s);
}

TEST(with_scope, exception_of_the_body_stops_the_children) {
    manual_loop loop;
    const auto begin = loop.now();
    auto body = [](scope& s) -> task<void> {
        s.spawn("child", sleeps, 1h);
        co_await yield();
        throw std::logic_error("body");
    };
    EXPECT_THROW(static_cast<void>(in_scope(loop, body)), std::logic_error);
    EXPECT_LT(loop.now() - begin, 1s);
}

TEST(with_scope, error_of_a_child_stops_the_body_and_is_returned) {
    manual_loop loop;
    auto r = in_scope(loop, [](scope& s) -> task<result<int>> {
        s.spawn("child", fails_after, 1ms, errc::protocol_error);
        co_await ok(sleep_for(1h));
        co_return 1;
    });
    EXPECT_EQ(r.error(), errc::protocol_error);
}

TEST(with_scope, exception_of_a_child_stops_the_body_and_is_rethrown) {
    manual_loop loop;
    auto body = [](scope& s) -> task<result<int>> {
        s.spawn("child", throws_after, 1ms, "child");
        co_await ok(sleep_for(1h));
        co_return 1;
    };
    EXPECT_THROW(static_cast<void>(in_scope(loop, body)), std::runtime_error);
}

TEST(with_scope, error_of_a_child_after_the_body_is_returned) {
    manual_loop loop;
    auto r = in_scope(loop, [](scope& s) -> task<int> {
        s.spawn("child", fails_after, 1ms, errc::eof);
        co_return 1;
    });
    EXPECT_EQ(r.error(), errc::eof);
}

TEST(with_scope, first_of_two_errors_wins) {
    manual_loop loop;
    auto child_first = [](scope& s) -> task<result<void>> {
        s.spawn("child", fails_after, 1ms, errc::eof);
        static_cast<void>(co_await sleep_for(1h));
        co_return fail(errc::closed);
    };
    EXPECT_EQ(in_scope(loop, child_first).error(), errc::eof);
    auto body_first = [](scope& s) -> task<result<void>> {
        s.spawn("child", ends_stopped_with, result<void>(fail(errc::eof)));
        co_await yield();
        co_return fail(errc::closed);
    };
    EXPECT_EQ(in_scope(loop, body_first).error(), errc::closed);
}

TEST(with_scope, exception_behind_another_failure_is_logged) {
    manual_loop loop;
    const log_capture log;
    auto body_error_first = [](scope& s) -> task<result<void>> {
        s.spawn("child", throws_when_stopped, "from the child");
        co_await yield();
        co_return fail(errc::closed);
    };
    EXPECT_EQ(in_scope(loop, body_error_first).error(), errc::closed);
    ASSERT_EQ(log.lines().size(), 1U);
    EXPECT_NE(log.lines()[0].find("from the child"), std::string::npos) << log.lines()[0];
    auto child_error_first = [](scope& s) -> task<void> {
        s.spawn("child", fails_after, 1ms, errc::eof);
        static_cast<void>(co_await sleep_for(1h));
        throw std::runtime_error("from the body");
    };
    EXPECT_EQ(in_scope(loop, child_error_first).error(), errc::eof);
    ASSERT_EQ(log.lines().size(), 2U);
    EXPECT_NE(log.lines()[1].find("from the body"), std::string::npos) << log.lines()[1];
}

TEST(with_scope, exception_of_child_and_body_the_first_is_rethrown) {
    manual_loop loop;
    const log_capture log;
    auto body = [](scope& s) -> task<void> {
        s.spawn("child", throws_after, 1ms, "from the child");
        static_cast<void>(co_await sleep_for(1h));
        throw std::logic_error("from the body");
    };
    EXPECT_THROW(static_cast<void>(in_scope(loop, body)), std::runtime_error);
    EXPECT_EQ(log.lines().size(), 1U);
}

TEST(with_scope, two_failing_children) {
    manual_loop loop;
    auto r = in_scope(loop, [](scope& s) -> task<void> {
        s.spawn("a", ends_stopped_with, result<void>(fail(errc::closed)));
        s.spawn("b", fails_after, 1ms, errc::eof);
        co_return;
    });
    EXPECT_EQ(r.error(), errc::eof);
}

TEST(with_scope, deadline_that_stops_only_children_is_not_a_success) {
    manual_loop loop;
    auto scoped = with_scope([](scope& s) -> task<int> {
        s.spawn("child", sleeps, 1h);
        co_return 1;
    });
    EXPECT_EQ(loop.run(with_timeout(1s, std::move(scoped))).error(), errc::timed_out);
}

TEST(with_scope, body_may_stop_its_children_and_succeed) {
    manual_loop loop;
    auto r = in_scope(loop, [](scope& s) -> task<int> {
        s.spawn("child", sleeps, 1h);
        co_await yield();
        s.request_stop();
        co_return 7;
    });
    EXPECT_EQ(r, 7);
}

TEST(with_scope, stopped_body_returns_the_stop) {
    manual_loop loop;
    stop_switch stop(loop);
    auto t = stop.start(with_scope([](scope& s) -> task<result<void>> {
        s.spawn("child", sleeps, 1h);
        co_return co_await sleep_for(1h);
    }));
    stop.stop(stop_reason::drain);
    EXPECT_EQ(t->take().error(), errc::canceled);
}

TEST(with_scope, nests) {
    manual_loop loop;
    auto r = in_scope(loop, [](scope& outer) -> task<result<void>> {
        outer.spawn("inner", []() -> task<result<void>> {
            co_return co_await with_scope([](scope& inner) -> task<void> {
                inner.spawn("leaf", fails_after, 1ms, errc::eof);
                co_return;
            });
        });
        co_return co_await sleep_for(1h);
    });
    EXPECT_EQ(r.error(), errc::eof);
}

struct detailed {
    std::error_code code;
    std::string text;
    detailed(std::error_code c, std::string t = {}) : code(c), text(std::move(t)) {}  // NOLINT
    operator std::error_code() const { return code; }                                 // NOLINT
};

TEST(with_scope, keeps_the_detail_of_the_bodys_error) {
    manual_loop loop;
    auto own = in_scope(loop, [](scope&) -> task<result<int, detailed>> {
        co_return unexpected(detailed(errc::eof, "the body's text"));
    });
    EXPECT_EQ(own.error().text, "the body's text");
    auto childs = in_scope(loop, [](scope& s) -> task<result<int, detailed>> {
        s.spawn("child", fails_after, 1ms, errc::closed);
        co_return 1;
    });
    EXPECT_EQ(childs.error().code, errc::closed);
}

}  // namespace
}  // namespace weir::with_scope_test
