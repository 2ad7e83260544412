// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http_test.hpp"

#include <weir/http/server.hpp>

namespace weir {
namespace {

using namespace test;
using http::method;
using http::request;
using http::response;

struct refusal {
    std::string request;
    int code;
    std::string why;
};

TEST(server_limits, what_a_peer_does_wrong_is_explained) {
    http::server web({.header_bytes = 1000, .header_count = 5, .target_bytes = 100});
    add_routes(web);
    const std::string many = "A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\n";
    const refusal refusals[] = {
        {"GET / HTTP/1.1\r\n\r\n", 400, "no Host"},
        {get("/", "Bad Name: x\r\n"), 400, "header name"},
        {get("/", "Host: b\r\n"), 400, "more than one Host"},
        {post("/text", "abc", "Transfer-Encoding: chunked\r\n"), 400, "Content-Length"},
        {"GET /\r\n\r\n", 400, "HTTP version"},
        {get("/" + std::string(200, 'x')), 414, "target is too long"},
        {post("/text", "", "Expect: miracles\r\n"), 417, "expectation"},
        {get("/", many), 431, "too many header fields"},
        {get("/", "A: " + std::string(2000, 'x') + "\r\n"), 431, "too large"},
        {"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501, "method"},
        {"POST /text HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501,
         "transfer coding"},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505, "HTTP/1.1"},
    };
    with_server(web, [&](address at) -> task<result<void>> {
        for (const refusal& r : refusals) {
            raw_peer peer = co_await ok(raw_peer::connect(at));
            const answer a = co_await ok(peer.ask(r.request));
            EXPECT_EQ(a.code, r.code) << r.request;
            EXPECT_TRUE(a.body.contains(r.why)) << r.code << ": " << a.body;
            EXPECT_EQ(a.field("Connection"), "close");
            EXPECT_EQ(co_await ok(peer.rest()), "");
        }
        EXPECT_EQ(web.stats().bad_requests, std::size(refusals));
        EXPECT_EQ(web.stats().requests, 0U);
        co_return {};
    });
}

TEST(server_limits, a_refusal_after_head_has_its_body) {
    http::server web;
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.ask("HEAD /hello/x HTTP/1.1\r\nHost: a\r\n\r\n", method::head));
        const answer a = co_await ok(peer.ask("nonsense\r\n\r\n"));
        EXPECT_EQ(a.code, 400);
        EXPECT_FALSE(a.body.empty());
        co_return {};
    });
}

TEST(server_limits, answers_before_a_bad_request_are_sent) {
    http::server web;
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        EXPECT_EQ((co_await ok(peer.ask(get("/hello/x") + "nonsense\r\n\r\n"))).code, 200);
        EXPECT_EQ((co_await ok(peer.next())).code, 400);
        co_return {};
    });
}

TEST(server_limits, a_body_beyond_the_limit_is_too_large) {
    http::server web({.body_bytes = 10});
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        for (const std::string& request :
             {post("/text", "0123456789a"),
              post_chunked("/text", "b\r\n0123456789a\r\n0\r\n\r\n")}) {
            raw_peer peer = co_await ok(raw_peer::connect(at));
            const answer a = co_await ok(peer.ask(request));
            EXPECT_EQ(a.code, 413);
            EXPECT_FALSE(a.keep_alive);
            EXPECT_FALSE(a.body.empty());
        }
        raw_peer peer = co_await ok(raw_peer::connect(at));
        EXPECT_EQ((co_await ok(peer.ask(post("/text", "0123456789")))).code, 200);
        co_return {};
    });
}

TEST(server_limits, text_beyond_its_own_limit_is_too_large) {
    http::server web;
    web.route(method::post, "/ten",
              [](request& req) -> handled { co_return response::text(co_await ok(req.text(10))); });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        EXPECT_EQ((co_await ok(peer.ask(post("/ten", "0123456789")))).body, "0123456789");
        EXPECT_EQ((co_await ok(peer.ask(post("/ten", "0123456789a")))).code, 413);
        EXPECT_EQ((co_await ok(peer.ask(post("/ten", "next")))).body, "next");
        co_return {};
    });
}

TEST(server_limits, a_slow_head_times_out) {
    http::server web({.header_timeout = 30ms});
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const answer a = co_await ok(peer.ask("GET /hello/x HT"));
        EXPECT_EQ(a.code, 408);
        EXPECT_EQ(a.body, "the request's head did not arrive in time\n");
        EXPECT_EQ(co_await ok(peer.rest()), "");
        co_return {};
    });
}

TEST(server_limits, a_slow_body_times_out) {
    http::server web({.body_timeout = 30ms});
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const std::string request = post("/text", "abc");
        const answer a = co_await ok(peer.ask(request.substr(0, request.size() - 1)));
        EXPECT_EQ(a.code, 408);
        EXPECT_EQ(a.body, "the request's body did not arrive in time\n");
        EXPECT_FALSE(a.keep_alive);
        co_return {};
    });
}

TEST(server_limits, an_idle_connection_is_closed_silently) {
    http::server web({.idle_timeout = 30ms});
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer silent = co_await ok(raw_peer::connect(at));
        EXPECT_EQ(co_await ok(silent.rest()), "");
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.ask(get("/hello/x")));
        EXPECT_EQ(co_await ok(peer.rest()), "");
        EXPECT_EQ(web.stats().bad_requests, 0U);
        co_return {};
    });
}

TEST(server_limits, an_empty_line_behind_a_body_begins_no_request) {
    http::server web({.header_timeout = 10ms, .idle_timeout = 60ms});
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        EXPECT_EQ((co_await ok(peer.ask(post("/text", "abc") + "\r\n"))).body, "abc");
        co_await ok(sleep_for(20ms));
        EXPECT_EQ((co_await ok(peer.ask(get("/hello/x")))).body, "hello x");
        EXPECT_EQ(co_await ok(peer.rest()), "");
        EXPECT_EQ(web.stats().bad_requests, 0U);
        co_return {};
    });
}

TEST(server_limits, every_request_begins_the_idle_time_anew) {
    http::server web({.idle_timeout = 60ms});
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        for (int i = 0; i < 6; ++i) {  // longer than the limit in all
            EXPECT_EQ((co_await ok(peer.ask(get("/hello/x")))).code, 200);
            co_await ok(sleep_for(20ms));
        }
        EXPECT_EQ(co_await ok(peer.rest()), "");
        co_return {};
    });
}

TEST(server_limits, may_be_none) {
    http::server web({.header_timeout = duration::max(),
                      .body_timeout = duration::max(),
                      .idle_timeout = duration::max(),
                      .write_timeout = duration::max(),
                      .drain = duration::max()});
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        EXPECT_EQ((co_await ok(peer.ask(get("/hello/x")))).body, "hello x");
        co_await ok(sleep_for(5ms));
        EXPECT_EQ((co_await ok(peer.ask(post("/text", "abc")))).body, "abc");
        co_return {};
    });
}

TEST(server_limits, a_client_that_never_reads_is_left) {
    http::server web({.write_timeout = 50ms});
    web.route(method::get, "/large",
              [](request&) -> handled { co_return response::text(std::string(8 << 20, 'x')); });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.send(get("/large")));
        co_await ok(wait_for([&] { return web.stats().in_flight == 1; }));
        co_await ok(wait_for([&] { return web.stats().connections == 0; }));
        EXPECT_EQ(web.stats().in_flight, 0U);
        co_return {};
    });
}

TEST(server_limits, connections_beyond_the_limit_are_told_so) {
    http::server web({.connections = 2});
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer first = co_await ok(raw_peer::connect(at));
        raw_peer second = co_await ok(raw_peer::connect(at));
        co_await ok(first.ask(get("/hello/x")));
        co_await ok(second.ask(get("/hello/x")));
        for (int i = 0; i < 2; ++i) {
            raw_peer third = co_await ok(raw_peer::connect(at));
            const answer a = co_await ok(third.ask(get("/hello/x")));
            EXPECT_EQ(a.code, 503);
            EXPECT_EQ(a.body, "too many connections to this shard\n");
            EXPECT_EQ(co_await ok(third.rest()), "");
        }
        EXPECT_EQ(web.stats().refused, 2U);
        first.stream().close();
        co_await ok(wait_for([&] { return web.stats().connections == 1; }));
        raw_peer again = co_await ok(raw_peer::connect(at));
        EXPECT_EQ((co_await ok(again.ask(get("/hello/x")))).code, 200);
        co_return {};
    });
}

TEST(server_limits, a_connection_serves_so_many_requests) {
    http::server web({.requests_per_connection = 2});
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        EXPECT_TRUE((co_await ok(peer.ask(get("/hello/x")))).keep_alive);
        EXPECT_EQ((co_await ok(peer.ask(get("/hello/x")))).field("Connection"), "close");
        EXPECT_EQ(co_await ok(peer.rest()), "");
        co_return {};
    });
}

}  // namespace
}  // namespace weir
