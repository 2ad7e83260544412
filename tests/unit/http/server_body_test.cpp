// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http_test.hpp"

#include <weir/http/request.hpp>
#include <weir/http/server.hpp>

namespace weir {
namespace {

using namespace test;
using http::method;
using http::request;
using http::response;

generator<buffer> echo_of(request& req) {
    for (;;) {
        const std::string_view piece = co_await ok(req.next_chunk());
        if (piece.empty()) co_return;
        co_yield buffer::copy_of(piece);
    }
}

void add_echo(http::server& web) {
    web.route(method::post, "/echo", [](request& req) -> handled {
        co_return response::stream("text/plain", echo_of(req));
    });
}

/// Yields "one", then goes wrong.
void add_broken_stream(http::server& web) {
    web.route(method::get, "/fails", [](request&) -> handled {
        auto rows = []() -> generator<buffer> {
            co_yield buffer::copy_of("one");
            co_await ok(result<void>(fail(errc::unavailable)));
        };
        co_return response::stream("text/plain", rows());
    });
    web.route(method::get, "/throws", [](request&) -> handled {
        auto rows = []() -> generator<buffer> {
            co_yield buffer::copy_of("one");
            throw std::runtime_error("no more rows");
        };
        co_return response::stream("text/plain", rows());
    });
}

TEST(server_body, is_read_whole_sized_and_chunked) {
    http::server web;
    add_routes(web);
    const std::string large(300'000, 'x');
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        EXPECT_EQ((co_await ok(peer.ask(post("/text", "")))).body, "");
        EXPECT_EQ((co_await ok(peer.ask(post("/text", "abc")))).body, "abc");
        EXPECT_EQ((co_await ok(peer.ask(post("/text", large)))).body, large);
        const std::string chunks = "3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\nX: y\r\n\r\n";
        const answer chunked = co_await ok(peer.ask(post_chunked("/text", chunks)));
        EXPECT_EQ(chunked.body, "abc0123456789abcdef");
        co_return {};
    });
}

TEST(server_body, tells_its_length_where_the_head_does) {
    http::server web;
    web.route(method::post, "/length", [](request& req) -> handled {
        const auto length = req.content_length();
        co_return response::text(length ? std::to_string(*length) : "unknown");
    });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        EXPECT_EQ((co_await ok(peer.ask(post("/length", "abc")))).body, "3");
        EXPECT_EQ((co_await ok(peer.ask(post_chunked("/length", "0\r\n\r\n")))).body, "unknown");
        co_return {};
    });
}

TEST(server_body, flows_through_a_handler_piece_by_piece) {
    http::server web;
    add_echo(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.send(post_chunked("/echo", "3\r\nabc\r\n")));
        const auto first = co_await with_timeout(2s, peer.until("3\r\nabc\r\n"));
        EXPECT_TRUE(first) << "the answer waits for the end of the request";
        co_await ok(peer.send("2\r\nde\r\n0\r\n\r\n"));
        EXPECT_EQ(co_await ok(peer.until("\r\n0\r\n\r\n")), "2\r\nde\r\n0\r\n\r\n");
        EXPECT_EQ((co_await ok(peer.ask(post("/echo", "again")))).body, "again");
        co_return {};
    });
}

TEST(server_body, waits_for_100_continue_only_if_it_is_read) {
    http::server web;
    add_routes(web);
    const auto ask = [](std::string_view target) {
        return "POST " + std::string(target) +
               " HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n";
    };
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.send(ask("/text")));
        EXPECT_EQ(co_await ok(peer.until("\r\n\r\n")), "HTTP/1.1 100 Continue\r\n\r\n");
        EXPECT_EQ((co_await ok(peer.ask("abc"))).body, "abc");
        const answer unread = co_await ok(peer.ask(ask("/ignored")));
        EXPECT_EQ(unread.interims, 0);
        EXPECT_EQ(unread.body, "ignored");
        EXPECT_FALSE(unread.keep_alive);
        EXPECT_EQ(co_await ok(peer.rest()), "");
        co_return {};
    });
}

TEST(server_body, that_is_read_while_its_answer_streams_gets_no_100_continue_any_more) {
    http::server web;
    web.route(method::post, "/echo", [](request& req) -> handled {
        co_return response::stream("text/plain", echo_of(req));
    });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const std::string request = post("/echo", "abc", "Expect: 100-continue\r\n");
        co_await ok(peer.send(request.substr(0, request.size() - 3)));
        EXPECT_TRUE((co_await ok(peer.until("\r\n\r\n"))).starts_with("HTTP/1.1 200 OK\r\n"));
        co_await ok(peer.send("abc"));
        EXPECT_EQ(co_await ok(peer.until("0\r\n\r\n")), "3\r\nabc\r\n0\r\n\r\n");
        co_return {};
    });
}

TEST(server_body, of_a_pipelined_request_is_read_while_earlier_answers_leave) {
    http::server web;
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        for (const std::string expect : {"", "Expect: 100-continue\r\n"}) {
            raw_peer peer = co_await ok(raw_peer::connect(at));
            const std::string request = post("/text", "abc", expect);
            co_await ok(peer.send(get("/hello/a") + request.substr(0, request.size() - 3)));
            EXPECT_EQ((co_await ok(peer.next())).body, "hello a");
            if (!expect.empty())
                EXPECT_EQ(co_await ok(peer.until("\r\n\r\n")), "HTTP/1.1 100 Continue\r\n\r\n");
            EXPECT_EQ((co_await ok(peer.ask("abc"))).body, "abc");
        }
        co_return {};
    });
}

TEST(server_body, that_nobody_reads_is_skipped_if_it_is_small) {
    http::server web;
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        for (const std::string& unread :
             {post("/ignored", std::string(100'000, 'x')),
              post_chunked("/nowhere", "3\r\nabc\r\n0\r\n\r\n"),
              post_chunked("/ignored", "3\r\nabc\r\n0\r\n\r\n") + get("/hello/x")}) {
            const answer a = co_await ok(peer.ask(unread));
            EXPECT_TRUE(a.keep_alive);
        }
        EXPECT_EQ((co_await ok(peer.next())).body, "hello x");
        co_return {};
    });
}

TEST(server_body, that_nobody_reads_does_not_delay_the_answer) {
    http::server web;
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const std::string request = post("/ignored", std::string(1000, 'x'));
        co_await ok(peer.send(request.substr(0, request.size() - 10)));
        const auto a = co_await with_timeout(2s, peer.next());
        EXPECT_TRUE(a) << "the answer waits for a body that nobody reads";
        EXPECT_EQ((co_await ok(peer.ask("xxxxxxxxxx" + get("/hello/x")))).body, "hello x");
        co_return {};
    });
}

TEST(server_body, that_is_refused_is_swallowed_so_that_the_answer_arrives) {
    http::server web({.body_bytes = 1000});
    add_routes(web);
    const std::string large(3'000'000, 'x');
    with_server(web, [&](address at) -> task<result<void>> {
        for (const std::string target : {"/text", "/nowhere"}) {
            raw_peer peer = co_await ok(raw_peer::connect(at));
            const auto sent = co_await peer.send(post(target, large));
            EXPECT_TRUE(sent) << sent.error().message();
            const answer a = co_await ok(peer.next());
            EXPECT_EQ(a.code, target == "/text" ? 413 : 404);
            EXPECT_FALSE(a.keep_alive);
            EXPECT_EQ(co_await ok(peer.rest()), "");
        }
        co_return {};
    });
}

TEST(server_body, bytes_behind_a_closing_answer_do_not_destroy_it) {
    http::server web({.requests_per_connection = 1});
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        std::string all;
        for (int i = 0; i < 2000; ++i) all += get("/hello/x");
        co_await ok(peer.send(all));
        const answer a = co_await ok(peer.next());
        EXPECT_EQ(a.field("Connection"), "close");
        EXPECT_EQ(co_await ok(peer.rest()), "");
        co_return {};
    });
}

TEST(server_body, that_breaks_off_does_not_look_complete) {
    http::server web;
    add_broken_stream(web);
    const log_capture captured;
    with_server(web, [&](address at) -> task<result<void>> {
        for (const std::string target : {"/fails", "/throws"}) {
            raw_peer chunked = co_await ok(raw_peer::connect(at));
            EXPECT_EQ((co_await chunked.ask(get(target))).error(), errc::eof);
            EXPECT_FALSE(chunked.received().contains("0\r\n\r\n"));

            raw_peer old = co_await ok(raw_peer::connect(at));
            co_await ok(old.send("GET " + target + " HTTP/1.0\r\n\r\n"));
            EXPECT_EQ((co_await old.rest()).error(), std::errc::connection_reset) << target;
        }
        co_return {};
    });
}

TEST(server_body, that_throws_is_logged_and_ends_its_connection_only) {
    const log_capture captured;
    http::server web;
    add_routes(web);
    add_broken_stream(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer other = co_await ok(raw_peer::connect(at));
        co_await ok(other.ask(get("/hello/x")));
        raw_peer peer = co_await ok(raw_peer::connect(at));
        EXPECT_FALSE(co_await peer.ask(get("/throws")));
        EXPECT_EQ((co_await ok(other.ask(get("/hello/y")))).body, "hello y");
        EXPECT_EQ(web.stats().in_flight, 0U);
        co_return {};
    });
    EXPECT_EQ(web.stats().connections, 0U);
    EXPECT_EQ(log_capture::lines,
              std::vector<std::string>{"the body of an answer to /throws threw: no more "
                                       "rows"});
}

TEST(server_body, of_a_client_that_leaves_is_an_end) {
    http::server web;
    std::error_code seen;
    web.route(method::post, "/read", [&](request& req) -> handled {
        const auto body = co_await req.text();
        seen = body ? std::error_code() : body.error();
        co_return fail(seen);
    });
    with_server(web, [&](address at) -> task<result<void>> {
        for (const bool abruptly : {false, true}) {
            seen = {};
            raw_peer peer = co_await ok(raw_peer::connect(at));
            const std::string request = post("/read", "abc");
            co_await ok(peer.send(request.substr(0, request.size() - 1)));
            co_await ok(wait_for([&] { return web.stats().in_flight == 1; }));
            abruptly ? peer.stream().reset() : peer.stream().close();
            co_await ok(wait_for([&] { return web.stats().in_flight == 0; }));
            EXPECT_TRUE(abruptly ? seen == std::errc::connection_reset : seen == errc::eof)
                << seen.message();
        }
        co_return {};
    });
}

TEST(server_body, is_abandoned_when_the_client_leaves_midway) {
    http::server web;
    bool ended = false;
    web.route(method::get, "/endless", [&](request&) -> handled {
        auto rows = [](bool& done) -> generator<buffer> {
            co_await on_exit(
                [](bool& d) -> task<void> {
                    d = true;
                    co_return;
                },
                std::ref(done));
            for (;;) co_yield buffer::copy_of(std::string(10'000, 'x'));
        };
        co_return response::stream("text/plain", rows(ended));
    });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.send(get("/endless")));
        co_await ok(peer.until("xxxx"));
        peer.stream().close();
        co_return co_await wait_for([&] { return ended && web.stats().in_flight == 0; });
    });
}

}  // namespace
}  // namespace weir
