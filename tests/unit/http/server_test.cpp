// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http_test.hpp"

#include <weir/http/server.hpp>

#include <vector>

namespace weir {
namespace {

using namespace test;
using http::method;
using http::request;
using http::response;
using http::status;

TEST(server, keeps_the_connection_for_the_next_request) {
    http::server web;
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        for (const std::string name : {"ada", "bob"}) {
            const answer a = co_await ok(peer.ask(get("/hello/" + name)));
            EXPECT_EQ(a.code, 200);
            EXPECT_EQ(a.body, "hello " + name);
            EXPECT_EQ(a.field("Content-Length"), "9");
            EXPECT_EQ(a.field("Connection"), "(none)");
            EXPECT_TRUE(a.field("Date").ends_with(" GMT")) << a.field("Date");
        }
        EXPECT_EQ(web.stats().accepted, 1U);
        EXPECT_EQ(web.stats().requests, 2U);
        EXPECT_EQ(web.stats().in_flight, 0U);
        EXPECT_EQ(web.stats().connections, 1U);
        co_return {};
    });
    EXPECT_EQ(web.stats().connections, 0U);
}

TEST(server, answers_pipelined_requests_in_order) {
    http::server web;
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        std::string all;
        for (int i = 0; i < 100; ++i) all += get("/hello/" + std::to_string(i));
        co_await ok(peer.send(all));
        for (int i = 0; i < 100; ++i)
            EXPECT_EQ((co_await ok(peer.next())).body, "hello " + std::to_string(i));
        co_return {};
    });
}

TEST(server, answers_before_the_rest_of_the_next_request_arrives) {
    http::server web;
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const std::string second = get("/hello/b");
        co_await ok(peer.send(get("/hello/a") + second.substr(0, 10)));
        const auto first = co_await with_timeout(2s, peer.next());
        EXPECT_TRUE(first) << "the answer waits for a request that is not complete";
        EXPECT_EQ((co_await ok(peer.ask(second.substr(10)))).body, "hello b");
        co_return {};
    });
}

TEST(server, answers_before_a_slow_pipelined_request_is_served) {
    http::server web;
    add_routes(web);
    event go_on;
    web.route(method::get, "/slow", [&](request&) -> handled {
        co_await ok(go_on.wait());
        co_return response::text("slow");
    });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.send(get("/hello/a") + get("/slow")));
        const auto first = co_await with_timeout(2s, peer.next());
        EXPECT_TRUE(first) << "the answer waits for the handler of the next request";
        go_on.set();
        EXPECT_EQ((co_await ok(peer.next())).body, "slow");
        co_return {};
    });
}

TEST(server, reads_requests_byte_by_byte) {
    http::server web;
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        for (const std::string& request :
             {post("/text", "abc"), post_chunked("/text", "2;x=y\r\nab\r\n1\r\nc\r\n0\r\n\r\n")}) {
            for (const char c : request) {
                co_await ok(peer.send(std::string(1, c)));
                co_await ok(sleep_for(100us));
            }
            EXPECT_EQ((co_await ok(peer.next())).body, "abc");
        }
        co_return {};
    });
}

TEST(server, answers_head_without_a_body) {
    http::server web;
    add_routes(web);
    web.route(method::get, "/rows", [](request&) -> handled {
        auto rows = []() -> generator<buffer> { co_yield buffer::copy_of("never sent"); };
        co_return response::stream("text/csv", rows());
    });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const std::string head = "HEAD /hello/ada HTTP/1.1\r\nHost: a\r\n\r\n";
        const std::string rows = "HEAD /rows HTTP/1.1\r\nHost: a\r\n\r\n";
        const answer sized = co_await ok(peer.ask(head, method::head));
        EXPECT_EQ(sized.field("Content-Length"), "9");
        const answer streamed = co_await ok(peer.ask(rows, method::head));
        EXPECT_EQ(streamed.field("Transfer-Encoding"), "chunked");
        EXPECT_EQ((co_await ok(peer.ask(get("/hello/ada")))).body, "hello ada");
        co_return {};
    });
}

TEST(server, speaks_http_1_0) {
    http::server web;
    add_routes(web);
    web.route(method::get, "/rows", [](request&) -> handled {
        auto rows = []() -> generator<buffer> {
            co_yield buffer::copy_of("a\n");
            co_yield buffer::copy_of("b\n");
        };
        co_return response::stream("text/csv", rows());
    });
    with_server(web, [&](address at) -> task<result<void>> {
        const std::string keep = "Connection: keep-alive\r\n\r\n";
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const answer kept = co_await ok(peer.ask("GET /hello/a HTTP/1.0\r\n" + keep));
        EXPECT_EQ(kept.field("Connection"), "keep-alive");
        const answer last = co_await ok(peer.ask("GET /rows HTTP/1.0\r\n" + keep));
        EXPECT_EQ(last.field("Connection"), "close");
        EXPECT_EQ(last.field("Transfer-Encoding"), "(none)");
        EXPECT_EQ(last.body, "a\nb\n");

        raw_peer head = co_await ok(raw_peer::connect(at));
        co_await ok(head.send("HEAD /rows HTTP/1.0\r\n" + keep));
        const auto ended = co_await with_timeout(2s, head.rest());
        EXPECT_TRUE(ended) << "it said 'Connection: close' and did not";
        co_return {};
    });
}

TEST(server, finds_routes_in_absolute_targets) {
    http::server web;
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        EXPECT_EQ((co_await ok(peer.ask(get("http://a:80/hello/x?y")))).body, "hello x");
        const answer bad = co_await ok(peer.ask(get("/hello/%zz")));
        EXPECT_EQ(bad.code, 400);
        EXPECT_FALSE(bad.keep_alive);
        co_return {};
    });
}

TEST(server, says_what_is_not_there_and_what_is_not_allowed) {
    http::server web;
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const answer missing = co_await ok(peer.ask(get("/nowhere")));
        EXPECT_EQ(missing.code, 404);
        EXPECT_EQ(missing.body, "nothing is here: /nowhere\n");
        const answer wrong = co_await ok(peer.ask(post("/hello/x", "body")));
        EXPECT_EQ(wrong.code, 405);
        EXPECT_EQ(wrong.field("Allow"), "GET, HEAD, OPTIONS");
        EXPECT_EQ((co_await ok(peer.ask(get("/hello/x")))).code, 200);
        co_return {};
    });
}

TEST(server, answers_errors_of_handlers_with_their_status) {
    http::server web;
    web.route(method::get, "/fail/{code}", [](request& req) -> handled {
        co_return fail(static_cast<errc>(std::stoi(std::string(req.param("code")))));
    });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        for (const auto& [error, code] :
             std::vector<std::pair<errc, int>>{{errc::timed_out, 504},
                                               {errc::unavailable, 503},
                                               {errc::queue_full, 503},
                                               {errc::canceled, 503},
                                               {errc::too_large, 413},
                                               {errc::eof, 500},
                                               {errc::closed, 500},
                                               {errc::protocol_error, 500},
                                               {errc::bad_argument, 500},
                                               {errc::not_supported, 500}}) {
            const std::string target = "/fail/" + std::to_string(static_cast<int>(error));
            const answer a = co_await ok(peer.ask(get(target)));
            EXPECT_EQ(a.code, code) << make_error_code(error).message();
            EXPECT_FALSE(a.body.empty());
        }
        co_return {};
    });
}

TEST(server, answers_an_exception_with_500_and_one_log_line) {
    const log_capture captured;
    http::server web;
    web.route(method::get, "/throw/{what...}", [](request&) -> handled {
        throw std::runtime_error("out of luck");
        co_return response::text("");
    });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const answer a = co_await ok(peer.ask(get("/throw/a%0Ab")));
        EXPECT_EQ(a.code, 500);
        EXPECT_FALSE(a.body.contains("luck")) << "internals are not for the client";
        co_return {};
    });
    EXPECT_EQ(log_capture::lines,
              std::vector<std::string>{"a handler of /throw/a%0Ab threw: out of luck"});
}

TEST(server, sends_no_body_where_the_status_has_none) {
    http::server web;
    add_routes(web);
    web.route(method::get, "/text/{code}", [](request& req) -> handled {
        const int code = std::stoi(std::string(req.param("code")));
        co_return response::text("no body").with_status(static_cast<status>(code));
    });
    web.route(method::get, "/empty",
              [](request&) -> handled { co_return response(status::not_modified); });
    web.route(method::get, "/stream", [](request&) -> handled {
        auto rows = []() -> generator<buffer> { co_yield buffer::copy_of("no body"); };
        co_return response::stream("text/csv", rows()).with_status(status::no_content);
    });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        for (const std::string target : {"/text/204", "/text/304", "/empty", "/stream"}) {
            const answer a = co_await ok(peer.ask(get(target)));
            EXPECT_EQ(a.body, "") << target;
            EXPECT_EQ(a.field("Transfer-Encoding"), "(none)") << target;
            if (target != "/text/304") EXPECT_EQ(a.field("Content-Length"), "(none)") << target;
            const auto next = co_await ok(peer.ask(get("/hello/x")));
            EXPECT_EQ(next.body, "hello x") << "after " << target;
        }
        co_return {};
    });
}

TEST(server, makes_500_of_a_status_that_ends_no_exchange) {
    const log_capture captured;
    http::server web;
    web.route(method::get, "/{code}", [](request& req) -> handled {
        co_return response(static_cast<status>(std::stoi(std::string(req.param("code")))));
    });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        for (const std::string code : {"0", "42", "100", "199", "1000"})
            EXPECT_EQ((co_await ok(peer.ask(get("/" + code)))).code, 500) << code;
        EXPECT_EQ((co_await ok(peer.ask(get("/599")))).code, 599);
        co_return {};
    });
    EXPECT_EQ(log_capture::lines.size(), 5U);
}

TEST(server, closes_when_the_answer_says_so) {
    http::server web;
    web.route(method::get, "/bye", [](request&) -> handled {
        co_return response::text("bye").with_header("Connection", "close");
    });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const answer a = co_await ok(peer.ask(get("/bye")));
        EXPECT_EQ(a.fields.count("Connection"), 1U);
        EXPECT_TRUE(co_await with_timeout(2s, peer.rest())) << "it kept the connection";
        co_return {};
    });
}

TEST(server, tells_the_access_log) {
    http::server web;
    add_routes(web);
    std::vector<std::string> log;
    web.on_access(
        [](void* context, const http::access_record& r) noexcept {
            static_cast<std::vector<std::string>*>(context)->push_back(
                std::string(r.method) + " " + std::string(r.target) + " " +
                std::to_string(r.status) + " " + std::to_string(r.response_bytes) +
                (r.complete ? "" : " broken off") + (r.took >= duration() ? "" : " negative"));
            EXPECT_TRUE(r.peer.starts_with("127.0.0.1:")) << r.peer;
        },
        &log);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.ask(get("/hello/ada?x=1")));
        co_await ok(peer.ask("HEAD /nowhere HTTP/1.1\r\nHost: a\r\n\r\n", method::head));
        co_return {};
    });
    EXPECT_EQ(log, (std::vector<std::string>{"GET /hello/ada?x=1 200 9", "HEAD /nowhere 404 0"}));
}

TEST(server, holds_no_receive_buffer_for_a_connection_that_waits) {
    http::server web;
    add_routes(web);
    const auto body = [&](address at) -> task<result<void>> {
        std::vector<raw_peer> peers;
        for (int i = 0; i < 20; ++i) {
            peers.push_back(co_await ok(raw_peer::connect(at)));
            const auto a = co_await with_timeout(2s, peers.back().ask(get("/hello/x")));
            EXPECT_TRUE(a) << "no buffer was left for connection " << i;
            if (!a) break;
        }
        co_return {};
    };
    with_server(web, body, {.shards = 1, .receive_buffers = 4});
}

TEST(server, serves_a_stream_of_another_kind) {
    http::server web;
    add_routes(web);
    run_io([&]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0)));
        auto [client, server] =
            co_await ok(when_all(socket_stream::connect(l.local_address()), l.accept()));
        raw_peer peer(std::move(client));
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("server", [&]() -> task<void> { co_await web.serve_stream(server.stream); });
            EXPECT_EQ((co_await ok(peer.ask(get("/hello/x")))).body, "hello x");
            co_return co_await peer.stream().shutdown();
        });
    });
}

}  // namespace
}  // namespace weir
