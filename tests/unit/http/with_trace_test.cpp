// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http_test.hpp"

#include <weir/http/client_connection.hpp>
#include <weir/http/with_trace.hpp>

namespace weir {
namespace {

using namespace test;

task<trace_context> own_trace() {
    co_return this_task::trace();
}

task<result<trace_context>> trace_after_a_wait() {
    co_await ok(sleep_for(1us));
    co_return co_await with_timeout(1s, own_trace());
}

TEST(with_trace, continues_the_trace_of_a_caller) {
    const http::traceparent caller{.context = {.trace_id = {1, 2}, .span_id = 3}, .sampled = true};
    run_io([&]() -> task<result<void>> {
        const trace_context inside = co_await ok(http::with_trace(caller, trace_after_a_wait()));
        EXPECT_EQ(inside.trace_id, caller.context.trace_id);
        EXPECT_NE(inside.span_id, caller.context.span_id) << "a span of its own";
        EXPECT_NE(inside.span_id, 0U);
        EXPECT_FALSE(this_task::trace().valid()) << "only what runs below belongs to it";
        co_return {};
    });
}

TEST(with_trace, begins_one_where_there_is_no_caller) {
    run_io([]() -> task<result<void>> {
        const trace_context a = co_await http::with_trace(std::nullopt, own_trace());
        const trace_context b = co_await http::with_trace(std::nullopt, own_trace());
        EXPECT_TRUE(a.valid());
        EXPECT_TRUE(b.valid());
        EXPECT_NE(a.trace_id, b.trace_id);
        co_return {};
    });
}

/// The `traceparent` that a client sends in a task with that trace.
task<result<std::string>> sent_traceparent(address to) {
    http::client_connection c(
        std::make_unique<socket_stream>(co_await ok(socket_stream::connect(to))), "a");
    http::client_request ask{.verb = http::method::get, .target = "/echo"};
    co_await ok(c.send(ask));
    co_return co_await c.text();
}

TEST(with_trace, says_to_others_whether_it_is_sampled) {
    http::server web;
    web.route(http::method::get, "/echo", [](http::request& req) -> handled {
        co_return http::response::text(
            std::string(req.fields().get("traceparent").value_or("none")));
    });
    with_server(web, [&](address at) -> task<result<void>> {
        EXPECT_EQ(co_await ok(sent_traceparent(at)), "none") << "no trace, nothing to send";
        for (const bool sampled : {true, false}) {
            const http::traceparent caller{.context = {.trace_id = {1, 2}, .span_id = 3},
                                           .sampled = sampled};
            const auto sent = http::parse_traceparent(
                co_await ok(http::with_trace(caller, sent_traceparent(at))));
            EXPECT_TRUE(sent);
            if (!sent) continue;
            EXPECT_EQ(sent->context.trace_id, caller.context.trace_id);
            EXPECT_EQ(sent->sampled, sampled);
        }
        co_return {};
    });
}

}  // namespace
}  // namespace weir
