// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "scripted_server.hpp"

#include <weir/http/client.hpp>
#include <weir/http/request_span.hpp>
#include <weir/http/trace_headers.hpp>

#include <atomic>
#include <optional>
#include <set>
#include <vector>

namespace weir {
namespace {

using namespace test;
using http::await_outcome;
using http::client;
using http::method;
using http::request;
using http::request_span;
using http::request_stage;
using http::response;

/// A header line with a trace that no other test uses.
struct caller {
    explicit caller(unsigned number, bool sampled = true)
        : parent{.context = {.trace_id = {0xabcdef, number}, .span_id = 0x1234},
                 .sampled = sampled} {}
    [[nodiscard]] std::string line() const {
        const auto text = http::format_traceparent(parent);
        return "traceparent: " + std::string(http::text_of(text)) + "\r\n";
    }
    [[nodiscard]] std::string trace_id() const { return http::trace_id_text(parent.context); }
    http::traceparent parent;
};

/// The spans of a trace, by target.
std::optional<request_span> span_of(const caller& c, std::string_view target) {
    std::optional<request_span> found;
    http::for_each_request_span([&](const request_span& s) {
        if (s.trace.trace_id == c.parent.context.trace_id && s.target() == target) found = s;
    });
    return found;
}

handled own_trace(request&) {
    co_await ok(sleep_for(1us));
    co_return response::text(http::trace_id_text(this_task::trace()) + " " +
                             http::span_id_text(this_task::trace().span_id));
}

void route_trace(http::server& web) {
    web.route(method::get, "/trace/{name}", own_trace);
}

TEST(request_span, is_of_the_trace_that_the_caller_sent) {
    http::server web;
    route_trace(web);
    const caller c(1);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const answer a = co_await ok(peer.ask(get("/trace/a?b=c", c.line())));
        const auto span = span_of(c, "/trace/a?b=c");
        EXPECT_TRUE(span);
        if (!span) co_return {};
        EXPECT_EQ(a.body, c.trace_id() + " " + http::span_id_text(span->trace.span_id));
        EXPECT_EQ(span->parent_id, c.parent.context.span_id);
        EXPECT_TRUE(span->sampled);
        EXPECT_EQ(span->verb, method::get);
        EXPECT_EQ(span->route, "/trace/{name}");
        EXPECT_FALSE(span->cut);
        co_await ok(wait_for([&] { return web.stats().in_flight == 0; }));
        const auto done = span_of(c, "/trace/a?b=c");
        EXPECT_EQ(done->stage(), request_stage::done);
        EXPECT_EQ(done->status, 200);
        EXPECT_TRUE(done->complete);
        EXPECT_LE(done->accepted, done->first_byte);
        EXPECT_LE(done->first_byte, done->head);
        EXPECT_LE(done->head, done->handler);
        EXPECT_LE(done->handler, done->answered);
        EXPECT_LE(done->answered, done->end);
        co_return {};
    });
}

TEST(request_span, begins_a_trace_where_the_caller_sent_none) {
    http::server web;
    route_trace(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        std::set<std::string> ids;
        const std::string valid = caller(2).line();
        for (const std::string& line :
             {std::string(), std::string("traceparent: 00-nonsense\r\n"), valid + valid}) {
            const answer a = co_await ok(peer.ask(get("/trace/new", line)));
            EXPECT_EQ(a.body.size(), 32U + 1U + 16U);
            ids.insert(a.body.substr(0, 32));
        }
        EXPECT_EQ(ids.size(), 3U) << "each request has its own";
        EXPECT_FALSE(ids.contains(caller(2).trace_id())) << "two headers contradict each other";
        EXPECT_FALSE(ids.contains(std::string(32, '0')));
        co_return {};
    });
}

TEST(request_span, has_the_trace_of_the_access_log) {
    http::server web;
    route_trace(web);
    std::vector<trace_context> logged;
    web.on_access(
        [](void* context, const http::access_record& r) noexcept {
            static_cast<std::vector<trace_context>*>(context)->push_back(r.trace);
        },
        &logged);
    const caller c(11);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.ask(get("/trace/logged", c.line())));
        EXPECT_EQ((co_await ok(peer.ask("nonsense\r\n\r\n"))).code, 400);
        const auto span = span_of(c, "/trace/logged");
        EXPECT_TRUE(span);
        if (!span || logged.size() != 2) co_return fail(errc::bad_argument);
        EXPECT_EQ(logged[0].trace_id, c.parent.context.trace_id);
        EXPECT_EQ(logged[0].span_id, span->trace.span_id);
        EXPECT_FALSE(logged[1].valid()) << "its head could not be read";
        co_return {};
    });
}

TEST(request_span, keeps_as_much_of_the_target_as_there_is_room_for) {
    http::server web;
    route_trace(web);
    const caller c(3, false);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const std::string target = "/nowhere/" + std::string(500, 'x');
        EXPECT_EQ((co_await ok(peer.ask(get(target, c.line())))).code, 404);
        const auto span = span_of(c, target.substr(0, 144));
        EXPECT_TRUE(span);
        if (!span) co_return {};
        EXPECT_TRUE(span->cut);
        EXPECT_TRUE(span->route.empty());
        EXPECT_FALSE(span->sampled) << "the caller's verdict";
        co_return {};
    });
}

/// Server A asks server B on the way to its answer.
struct chain {
    void route(http::server& web) {
        web.route(method::get, "/a", [this](request& req) -> handled {
            client c({.propagate_trace = propagate});
            http::client_request ask{.verb = method::get};
            if (const auto own = req.query("own")) co_await ok(ask.fields.set("traceparent", *own));
            auto b = co_await ok(c.send(to_b, std::move(ask)));
            co_return response::text(co_await ok(b.text()));
        });
        web.route(method::get, "/b", [](request& req) -> handled {
            std::string state(req.fields().get("tracestate").value_or("none"));
            co_return response::text(http::trace_id_text(this_task::trace()) + " " + state);
        });
    }

    bool propagate = true;
    std::string to_b{};
};

TEST(request_span, of_a_server_that_another_one_asks_is_of_the_same_trace) {
    http::server web;
    chain links;
    links.route(web);
    const caller c(4);
    with_server(web, [&](address at) -> task<result<void>> {
        links.to_b = url_of(at, "/b");
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const answer a = co_await ok(peer.ask(get("/a", c.line() + "tracestate: x=1 , y=2\r\n")));
        EXPECT_EQ(a.body, c.trace_id() + " x=1,y=2");
        const auto of_a = span_of(c, "/a");
        const auto of_b = span_of(c, "/b");
        EXPECT_TRUE(of_a && of_b);
        if (!of_a || !of_b) co_return {};
        EXPECT_EQ(of_a->awaits_begun, 1U);
        const http::awaited_span& wait = of_a->awaits[0];
        EXPECT_EQ(of_b->parent_id, wait.span_id);
        EXPECT_EQ(wait.host(), at.to_string());
        EXPECT_EQ(wait.outcome, await_outcome::answered);
        EXPECT_EQ(wait.status, 200);
        EXPECT_LE(of_a->handler, wait.begin);
        EXPECT_LE(wait.begin, wait.answered);
        EXPECT_LE(wait.answered, wait.end);
        EXPECT_EQ(of_b->awaits_begun, 0U);
        co_return {};
    });
}

TEST(request_span, does_not_go_on_where_the_option_is_off) {
    http::server web;
    chain links{.propagate = false};
    links.route(web);
    const caller c(5);
    with_server(web, [&](address at) -> task<result<void>> {
        links.to_b = url_of(at, "/b");
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const answer a = co_await ok(peer.ask(get("/a", c.line() + "tracestate: x=1\r\n")));
        EXPECT_FALSE(a.body.contains(c.trace_id())) << a.body;
        EXPECT_TRUE(a.body.ends_with(" none")) << a.body;
        const auto of_a = span_of(c, "/a");
        EXPECT_TRUE(of_a);
        if (!of_a) co_return {};
        EXPECT_EQ(of_a->awaits_begun, 1U) << "the wait is noted all the same";
        EXPECT_EQ(of_a->awaits[0].span_id, 0U);
        co_return {};
    });
}

TEST(request_span, leaves_a_traceparent_of_the_users_own_alone) {
    http::server web;
    chain links;
    links.route(web);
    const caller c(6);
    const caller other(7);
    with_server(web, [&](address at) -> task<result<void>> {
        links.to_b = url_of(at, "/b");
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const auto own = http::format_traceparent(other.parent);
        const answer a = co_await ok(peer.ask(
            get("/a?own=" + std::string(http::text_of(own)), c.line() + "tracestate: x=1\r\n")));
        EXPECT_EQ(a.body, other.trace_id() + " none") << "the state belongs to the other trace";
        co_return {};
    });
}

TEST(request_span, notes_waits_that_fail_and_counts_those_it_has_no_room_for) {
    http::server web;
    std::string nobody;
    web.route(method::get, "/many", [&](request&) -> handled {
        client c;
        for (int i = 0; i < 11; ++i) EXPECT_FALSE(co_await c.get(nobody));
        EXPECT_FALSE(co_await c.get("http://[::1"));
        co_return response::text("done");
    });
    const caller who(8);
    with_server(web, [&](address at) -> task<result<void>> {
        {
            const listener gone = co_await ok(listener::listen(address::loopback(0)));
            nobody = url_of(gone.local_address());
        }
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.ask(get("/many", who.line())));
        const auto span = span_of(who, "/many");
        EXPECT_TRUE(span);
        if (!span) co_return {};
        EXPECT_EQ(span->awaits_begun, 11U);
        EXPECT_EQ(span->awaits_kept(), 8U);
        EXPECT_EQ(span->awaits_dropped(), 3U);
        for (const http::awaited_span& wait : span->awaits) {
            EXPECT_EQ(wait.outcome, await_outcome::failed);
            EXPECT_NE(wait.end, time_point{});
        }
        co_return {};
    });
}

TEST(request_span, shows_a_wait_while_it_goes_on_and_that_it_was_stopped) {
    http::server web({.handler_timeout = 200ms});
    std::string silent;
    web.route(method::get, "/waits", [&](request&) -> handled {
        client c;
        co_await ok(c.get(silent));
        co_return response::text("never");
    });
    const caller who(9);
    with_server(web, [&](address at) -> task<result<void>> {
        scripted_server server = co_await ok(scripted_server::start());
        silent = server.url();
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.send(get("/waits", who.line())));
        raw_peer asked = co_await ok(server.accept());
        const std::string head = co_await ok(asked.until("\r\n\r\n"));
        EXPECT_TRUE(head.contains(who.trace_id())) << head;
        const auto waiting = span_of(who, "/waits");
        EXPECT_TRUE(waiting);
        if (!waiting) co_return {};
        EXPECT_EQ(waiting->stage(), request_stage::handler);
        EXPECT_EQ(waiting->awaits[0].outcome, await_outcome::pending);
        EXPECT_EQ(waiting->awaits[0].end, time_point{});
        EXPECT_EQ((co_await ok(peer.next())).code, 504);
        const auto stopped = span_of(who, "/waits");
        EXPECT_NE(stopped->awaits[0].outcome, await_outcome::pending);
        EXPECT_NE(stopped->awaits[0].outcome, await_outcome::answered);
        EXPECT_NE(stopped->awaits[0].end, time_point{});
        co_return {};
    });
}

/// Lets a handler go on, whichever way a test ends.
struct gate {
    std::atomic<bool> open{false};
    void wait() noexcept { open.wait(false); }
    void release() noexcept {
        open = true;
        open.notify_all();
    }
};
struct released_at_end {
    gate& g;
    ~released_at_end() { g.release(); }
};

TEST(request_span, is_read_while_its_handler_blocks_the_shard) {
    http::server web;
    gate block;
    web.route(method::get, "/stuck/{id}", [&](request&) -> handled {
        block.wait();
        co_return response::text("free");
    });
    const caller who(10);
    const auto serve = [&](std::atomic<std::uint16_t>& port) -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0)));
        port = l.local_address().port();
        co_return co_await web.serve(l);
    };
    std::atomic<std::uint16_t> port{0};
    run_io(
        [&]() -> task<result<void>> {
            const released_at_end whatever_happens{block};
            shard& other = shard::this_shard()->owner().at(1);
            EXPECT_TRUE(other.post([&] [[clang::coro_wrapper]] { return serve(port); }));
            co_await ok(wait_for([&] { return port != 0; }));
            raw_peer peer = co_await ok(raw_peer::connect(address::loopback(port)));
            co_await ok(peer.send(get("/stuck/7", who.line())));
            const auto in_handler = [&] {
                const auto span = span_of(who, "/stuck/7");
                return span && span->stage() == request_stage::handler;
            };
            co_await ok(wait_for(in_handler));
            const auto span = span_of(who, "/stuck/7");
            EXPECT_EQ(span->shard, 1U);
            EXPECT_EQ(span->route, "/stuck/{id}");
            co_await ok(sleep_for(20ms));  // longer than a tick of the coarse clock
            block.release();
            EXPECT_EQ((co_await ok(peer.next())).body, "free");
            co_await ok(wait_for([&] { return web.stats().in_flight == 0; }));
            const auto done = span_of(who, "/stuck/7");
            EXPECT_EQ(done->stage(), request_stage::done);
            EXPECT_GT(done->answered, done->handler)
                << "the loop's clock stood still, the span's must not";
            web.drain();
            co_return {};
        },
        {.shards = 2});
}

}  // namespace
}  // namespace weir
