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

TEST(request, tells_what_was_asked) {
    http::server web;
    web.route(method::get, "/users/{id}/{rest...}", [](request& req) -> handled {
        std::string seen(to_string(req.verb()));
        seen.append(" ").append(req.path()).append(" ").append(req.raw_target());
        seen.append(" id=").append(req.param("id")).append(" rest=").append(req.param("rest"));
        seen.append(" none=").append(req.param("none"));
        seen.append(" q=").append(req.query("q").value_or("(none)"));
        seen.append(" p=").append(req.query("p").value_or("(none)"));
        seen.append(" x=").append(req.fields().get("x-test").value_or("(none)"));
        seen.append(" length=").append(std::to_string(req.content_length().value_or(99)));
        if (!req.peer().starts_with("127.0.0.1:")) seen.append(" from elsewhere");
        co_return response::text(seen);
    });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const std::string target = "/users/a%20b/c/d?q=1+2&q=3";
        const answer a = co_await ok(peer.ask(get(target, "X-Test: y\r\n")));
        EXPECT_EQ(a.body, "GET /users/a b/c/d " + target +
                              " id=a b rest=c/d none= q=1 2 p=(none) x=y length=0");
        co_return {};
    });
}

TEST(request, hands_out_its_body_in_pieces_and_then_nothing) {
    http::server web;
    web.route(method::post, "/", [](request& req) -> handled {
        std::string seen;
        for (int i = 0; i < 5; ++i) seen.append("[").append(co_await ok(req.next_chunk())) += "]";
        co_return response::text(seen);
    });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const std::string chunks = "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
        EXPECT_EQ((co_await ok(peer.ask(post_chunked("/", chunks)))).body, "[ab][c][][][]");
        EXPECT_EQ((co_await ok(peer.ask(post("/", "xyz")))).body, "[xyz][][][][]");
        co_return {};
    });
}

TEST(request, loses_no_bytes_to_a_timeout_of_the_handler) {
    http::server web;
    web.route(method::post, "/", [](request& req) -> handled {
        const auto early = co_await with_timeout(10ms, req.text());
        EXPECT_EQ(early.error(), errc::timed_out);
        co_return response::text(co_await ok(req.text()));
    });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const std::string whole = post("/", "abc");
        co_await ok(peer.send(whole.substr(0, whole.size() - 3)));
        co_await ok(sleep_for(50ms));
        EXPECT_EQ((co_await ok(peer.ask("abc"))).body, "abc");
        co_return {};
    });
}

TEST(request, keeps_saying_why_its_body_ended) {
    http::server web({.body_bytes = 5});
    web.route(method::post, "/", [](request& req) -> handled {
        EXPECT_EQ((co_await req.text()).error(), errc::too_large);
        EXPECT_EQ((co_await req.next_chunk()).error(), errc::too_large);
        co_return response::text("all the same");
    });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        const answer a = co_await ok(peer.ask(post("/", "abcdef")));
        EXPECT_EQ(a.body, "all the same");
        EXPECT_FALSE(a.keep_alive);
        co_return {};
    });
}

}  // namespace
}  // namespace weir
