// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http_test.hpp"

#include <weir/http/server.hpp>

// The server against peers that stall, trickle, leave and never read.

namespace weir {
namespace {

using namespace test;
using http::method;
using http::request;
using http::response;

/// How a client leaves: in order, or by a reset.
void leave(raw_peer& peer, bool in_order) {
    in_order ? peer.stream().close() : peer.stream().reset();
}

/// Sends byte after byte with a pause until the peer has had enough.
task<result<void>> trickle(raw_peer& peer, std::string text, duration pause) {
    for (const char c : text) {
        if (!co_await peer.send(std::string(1, c))) break;
        co_await ok(sleep_for(pause));
    }
    co_return {};
}

/// What is answered while `text` trickles.
task<result<answer>> ask_slowly(raw_peer& peer, std::string text) {
    answer a;
    co_await ok(with_scope([&](scope& s) -> task<result<void>> {
        s.spawn("trickle", [&]() -> task<result<void>> {
            static_cast<void>(co_await trickle(peer, text, 5ms));
            co_return {};
        });
        a = co_await ok(peer.next());
        s.request_stop();
        co_return {};
    }));
    co_return a;
}

TEST(server_peers, a_head_that_trickles_is_given_up) {
    http::server web({.header_timeout = 60ms});
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const answer a = co_await ok(ask_slowly(peer, get("/hello/" + std::string(500, 'x'))));
        EXPECT_EQ(a.code, 408);
        EXPECT_FALSE(a.keep_alive);
        co_return {};
    });
}

TEST(server_peers, a_body_that_trickles_is_given_up) {
    // Each byte comes in time, and earns 1 ms of the 5 that it takes.
    http::server web({.body_timeout = 60ms, .body_rate = 1000});
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        for (const std::string& head : {post("/text", std::string(500, 'x')),
                                        post_chunked("/text", "1f4\r\n" + std::string(500, 'x'))}) {
            raw_peer peer = co_await ok(raw_peer::connect(at));
            const std::size_t body = head.size() - 500;
            co_await ok(peer.send(head.substr(0, body)));
            const answer a = co_await ok(ask_slowly(peer, head.substr(body)));
            EXPECT_EQ(a.code, 408);
            EXPECT_EQ(a.body, "the request's body did not arrive in time\n");
            EXPECT_FALSE(a.keep_alive);
        }
        co_return {};
    });
}

TEST(server_peers, a_body_that_nobody_reads_may_not_trickle_either) {
    http::server web({.body_timeout = 60ms, .body_rate = 1000});
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const std::string whole = post("/ignored", std::string(500, 'x'));
        co_await ok(peer.send(whole.substr(0, whole.size() - 500)));
        EXPECT_EQ((co_await ok(peer.next())).body, "ignored");
        static_cast<void>(co_await trickle(peer, std::string(60, 'x'), 5ms));
        EXPECT_EQ(co_await ok(peer.rest()), "") << "the server is still waiting for the body";
        leave(peer, true);
        co_await ok(wait_for([&] { return web.stats().connections == 0; }));
        co_return {};
    });
}

TEST(server_peers, a_body_fast_enough_may_take_longer_than_the_timeout) {
    http::server web({.body_timeout = 100ms, .body_rate = 100});
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const answer a = co_await ok(ask_slowly(peer, post("/text", std::string(60, 'x'))));
        EXPECT_EQ(a.code, 200) << a.body;
        co_return {};
    });
}

TEST(server_peers, the_time_of_a_slow_reader_is_not_the_clients) {
    http::server web({.body_timeout = 50ms, .body_rate = 1'000'000'000});
    web.route(method::post, "/slow", [](request& req) -> handled {
        std::size_t pieces = 0;
        while (!(co_await ok(req.next_chunk())).empty()) {
            ++pieces;
            co_await ok(sleep_for(40ms));
        }
        co_return response::text(std::to_string(pieces));
    });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const std::string chunks = "1\r\na\r\n1\r\nb\r\n1\r\nc\r\n1\r\nd\r\n0\r\n\r\n";
        EXPECT_EQ((co_await ok(peer.ask(post_chunked("/slow", chunks)))).body, "4");
        co_return {};
    });
}

/// GET /wait runs until it is stopped, GET /nap 30 ms; GET /drip streams until it is stopped.
struct waiting_server {
    explicit waiting_server(http::server_limits limits) : web(limits) {
        web.route(method::get, "/wait", [this](request&) -> handled {
            ++waiting;
            const auto slept = co_await sleep_for(patience);
            note();
            co_return fail(slept.error());
        });
        web.route(method::get, "/nap", [](request&) -> handled {
            co_await ok(sleep_for(30ms));
            co_return response::text("nap");
        });
        web.route(method::get, "/drip", [this](request&) -> handled {
            co_return response::stream("text/plain", drip());
        });
        add_routes(web);
    }

    void note() { reasons.push_back(this_task::stop_token().reason()); }

    generator<buffer> drip() {
        co_yield buffer::copy_of("first");
        ++waiting;
        static_cast<void>(co_await sleep_for(patience));
        note();
    }

    task<result<void>> stopped(std::size_t times) {
        co_return co_await wait_for([this, times] { return reasons.size() == times; });
    }

    http::server web;
    int waiting = 0;
    std::vector<stop_reason> reasons;
};

TEST(server_peers, a_handler_has_its_time) {
    waiting_server w({.handler_timeout = 30ms});
    with_server(w.web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.ask(get("/hello/x")));
        const answer a = co_await ok(peer.ask(get("/wait") + get("/hello/y")));
        EXPECT_EQ(a.code, 504);
        EXPECT_EQ(a.field("Connection"), "close");
        EXPECT_EQ(co_await ok(peer.rest()), "");
        EXPECT_EQ(w.reasons, std::vector{stop_reason::deadline});
        EXPECT_EQ(w.web.stats().abandoned, 0U);
        co_return {};
    });
}

TEST(server_peers, a_stream_takes_its_time) {
    waiting_server w({.handler_timeout = 30ms});
    with_server(w.web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.send(get("/drip")));
        co_await ok(peer.until("first"));
        co_await ok(sleep_for(80ms));
        EXPECT_TRUE(w.reasons.empty());
        co_return {};
    });
}

TEST(server_peers, a_handler_whose_client_left_is_stopped) {
    waiting_server w({.peer_watch = 10ms});
    with_server(w.web, [&](address at) -> task<result<void>> {
        for (const bool in_order : {true, false}) {
            raw_peer peer = co_await ok(raw_peer::connect(at));
            co_await ok(peer.send(get("/wait")));
            const int before = w.waiting;
            co_await ok(wait_for([&] { return w.waiting == before + 1; }));
            leave(peer, in_order);
            co_await ok(w.stopped(in_order ? 1 : 2));
            EXPECT_EQ(w.reasons.back(), stop_reason::peer_left);
            co_await ok(wait_for([&] { return w.web.stats().connections == 0; }));
        }
        EXPECT_EQ(w.web.stats().abandoned, 2U);
        co_return {};
    });
}

TEST(server_peers, a_client_that_leaves_long_after_the_handler_began_is_noticed) {
    waiting_server w({.peer_watch = 10ms});
    with_server(w.web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        for (int i = 0; i < 3; ++i) EXPECT_EQ((co_await ok(peer.ask(get("/nap")))).body, "nap");
        co_await ok(peer.send(get("/wait")));
        co_await ok(sleep_for(40ms));
        EXPECT_TRUE(w.reasons.empty()) << "it is still there";
        leave(peer, true);
        co_await ok(w.stopped(1));
        EXPECT_EQ(w.reasons.back(), stop_reason::peer_left);
        co_return {};
    });
}

TEST(server_peers, a_stream_whose_client_left_is_stopped) {
    waiting_server w({.peer_watch = 10ms});
    with_server(w.web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.send(get("/drip")));
        co_await ok(peer.until("first"));
        leave(peer, false);
        co_await ok(w.stopped(1));
        EXPECT_EQ(w.reasons.back(), stop_reason::peer_left);
        EXPECT_EQ(w.web.stats().abandoned, 1U);
        co_return {};
    });
}

TEST(server_peers, a_client_may_be_left_unwatched) {
    waiting_server w({.handler_timeout = duration::zero(), .peer_watch = duration::zero()});
    with_server(w.web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        EXPECT_EQ((co_await ok(peer.ask(get("/nap")))).body, "nap");
        co_await ok(peer.send(get("/nap")));
        leave(peer, true);
        co_await ok(wait_for([&] { return w.web.stats().connections == 0; }));
        EXPECT_EQ(w.web.stats().abandoned, 0U);
        co_return {};
    });
}

TEST(server_peers, a_client_that_finished_its_side_gets_quick_answers_only) {
    waiting_server w({.peer_watch = 60ms});
    with_server(w.web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.send(get("/hello/x") + get("/nap") + get("/wait") + get("/hello/y")));
        co_await ok(peer.stream().shutdown());
        EXPECT_EQ((co_await ok(peer.next())).body, "hello x");
        EXPECT_EQ((co_await ok(peer.next())).body, "nap");
        const answer last = co_await ok(peer.next());
        EXPECT_EQ(last.code, 503);
        EXPECT_FALSE(last.keep_alive);
        EXPECT_EQ(co_await ok(peer.rest()), "");
        EXPECT_EQ(w.reasons, std::vector{stop_reason::peer_left});
        co_return {};
    });
}

TEST(server_peers, a_reset_within_a_body_ends_the_handler) {
    http::server web;
    std::error_code seen;
    web.route(method::post, "/text", [&](request& req) -> handled {
        const auto body = co_await req.text();
        if (!body) seen = body.error();
        co_return response();
    });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const std::string whole = post("/text", "hello");
        co_await ok(peer.send(whole.substr(0, whole.size() - 2)));
        co_await ok(wait_for([&] { return web.stats().in_flight == 1; }));
        leave(peer, false);
        co_await ok(wait_for([&] { return web.stats().connections == 0; }));
        EXPECT_TRUE(seen) << "the handler was not told";
        co_return {};
    });
}

TEST(server_peers, a_client_that_never_reads_a_stream_is_left) {
    http::server web({.write_timeout = 50ms});
    bool ended = false;
    web.route(method::get, "/endless", [&](request&) -> handled {
        co_return response::stream("text/plain", [](bool& done) -> generator<buffer> {
            const struct at_end {
                bool& flag;
                ~at_end() { flag = true; }
            } note{done};
            for (;;) co_yield buffer::copy_of(std::string(16 << 10, 'x'));
        }(ended));
    });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.send(get("/endless")));
        co_await ok(wait_for([&] { return web.stats().connections == 0 && ended; }));
        co_return {};
    });
}

TEST(server_peers, what_was_refused_is_in_the_access_log) {
    http::server web({.connections = 2, .header_timeout = 30ms, .body_timeout = 30ms});
    add_routes(web);
    std::vector<std::string> log;
    web.on_access(
        [](void* context, const http::access_record& r) noexcept {
            static_cast<std::vector<std::string>*>(context)->push_back(
                std::string(r.method) + " " + std::string(r.target) + " " +
                std::to_string(r.status) + (r.complete ? "" : " broken off"));
        },
        &log);
    with_server(web, [&](address at) -> task<result<void>> {
        const std::string late = post("/text", "hello");
        for (const std::string& request :
             {std::string("nonsense\r\n\r\n"), std::string("GET /hal"),
              get("/hello/x") + get("/hello/y", "Host: b\r\n"), get("/hello/%zz"),
              late.substr(0, late.size() - 1), post_chunked("/text", "x\r\n")}) {
            raw_peer peer = co_await ok(raw_peer::connect(at));
            co_await ok(peer.send(request));
            co_await ok(peer.rest());
        }
        raw_peer first = co_await ok(raw_peer::connect(at));
        raw_peer second = co_await ok(raw_peer::connect(at));
        co_await ok(first.ask(get("/hello/1")));
        co_await ok(second.ask(get("/hello/2")));
        raw_peer third = co_await ok(raw_peer::connect(at));
        EXPECT_EQ((co_await ok(third.next())).code, 503);
        co_return {};
    });
    EXPECT_EQ(log,
              (std::vector<std::string>{"-  400", "-  408", "GET /hello/x 200", "GET /hello/y 400",
                                        "GET /hello/%zz 400", "POST /text 408", "POST /text 400",
                                        "GET /hello/1 200", "GET /hello/2 200", "-  503"}));
}

TEST(server_peers, options_are_told_without_a_handler) {
    http::server web;
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const std::string rest = " HTTP/1.1\r\nHost: a\r\n\r\n";
        const answer all = co_await ok(peer.ask("OPTIONS *" + rest));
        EXPECT_EQ(all.code, 204);
        EXPECT_EQ(all.field("Allow"), "GET, HEAD, OPTIONS, POST");
        EXPECT_EQ(all.field("Content-Length"), "(none)");
        EXPECT_TRUE(all.keep_alive);
        const answer one = co_await ok(peer.ask("OPTIONS /hello/x" + rest));
        EXPECT_EQ(one.code, 204);
        EXPECT_EQ(one.field("Allow"), "GET, HEAD, OPTIONS");
        EXPECT_EQ((co_await ok(peer.ask("OPTIONS /nowhere" + rest))).code, 404);
        co_return {};
    });
}

}  // namespace
}  // namespace weir
