// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

namespace weir::environment_test {
namespace {

using namespace std::chrono_literals;
using test::manual_loop;

struct seen {
    deadline due;
    trace_context trace;
    stop_reason reason = stop_reason::none;
};

task<seen> look() {
    co_return seen{this_task::deadline(), this_task::trace(), this_task::stop_token().reason()};
}

task<seen> look_from(int depth) {
    if (depth == 0) co_return co_await look();
    co_return co_await look_from(depth - 1);
}

const trace_context some_trace{{1, 2}, 3};

struct traced {
    manual_loop loop;
    stop_source stop;
    environment env = loop.root();

    traced() {
        env.trace = some_trace;
        env.due = deadline(loop.now() + 1h);
        env.stop = stop.token();
    }
    template <class Op>
    auto run(Op op) {
        return loop.run(detail::in_environment(env, std::move(op)));
    }
    void expect_inherited(const seen& s) const {
        EXPECT_EQ(s.trace.trace_id, some_trace.trace_id);
        EXPECT_EQ(s.trace.span_id, some_trace.span_id);
        EXPECT_EQ(s.due, env.due);
    }
};

TEST(environment, is_inherited_through_every_await) {
    traced t;
    t.expect_inherited(t.run(look_from(5)));
    t.stop.request_stop(stop_reason::drain);
    EXPECT_EQ(t.run(look_from(5)).reason, stop_reason::drain);
}

TEST(environment, is_inherited_by_branches) {
    traced t;
    auto both = [&]() -> task<result<void>> {
        auto [a, b] = co_await when_all(look(), look_from(1));
        t.expect_inherited(a);
        t.expect_inherited(b);
        auto any = co_await ok(when_any(look()));
        t.expect_inherited(std::get<0>(any));
        co_return {};
    };
    EXPECT_TRUE(t.run(both()));
}

TEST(environment, is_inherited_by_spawned_tasks) {
    traced t;
    seen child;
    auto spawns = [&]() -> task<result<void>> {
        co_return co_await with_scope([&](scope& s) -> task<void> {
            s.spawn("child", [&]() -> task<void> { child = co_await look_from(2); });
            co_return;
        });
    };
    EXPECT_TRUE(t.run(spawns()));
    t.expect_inherited(child);
}

TEST(environment, a_timeout_shortens_the_deadline_only_below_itself) {
    traced t;
    auto outer = [&]() -> task<result<void>> {
        const time_point now = this_task::now();
        const seen inside = co_await ok(with_timeout(1s, look_from(1)));
        EXPECT_EQ(inside.due, deadline(now + 1s));
        EXPECT_EQ(inside.trace.trace_id, some_trace.trace_id);
        const seen longer = co_await ok(with_timeout(2h, look_from(1)));
        EXPECT_EQ(longer.due, t.env.due) << "the earlier one holds";
        t.expect_inherited(co_await look());
        co_return {};
    };
    EXPECT_TRUE(t.run(outer()));
}

TEST(environment, shielded_work_keeps_the_trace_but_neither_stop_nor_deadline) {
    traced t;
    t.stop.request_stop();
    auto outer = [&]() -> task<void> {
        const seen inside = co_await shielded(3h, look());
        EXPECT_EQ(inside.reason, stop_reason::none);
        EXPECT_EQ(inside.due, deadline(this_task::now() + 3h));
        EXPECT_EQ(inside.trace.span_id, some_trace.span_id);
    };
    t.run(outer());
}

TEST(environment, trace_is_valid_with_an_id) {
    EXPECT_FALSE(trace_context{}.valid());
    EXPECT_TRUE(some_trace.valid());
    EXPECT_TRUE((trace_context{{0, 1}, 0}).valid());
}

}  // namespace
}  // namespace weir::environment_test
