// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "scripted_server.hpp"

#include <weir/http/client.hpp>

namespace weir {
namespace {

using namespace test;
using http::client;
using http::client_request;
using http::client_response;
using http::method;
using http::request;
using http::response;

/// /to/{code} redirects with that status to where the query says; /seen says what arrived.
void add_redirects(http::server& web) {
    const auto turn = [](request& req) -> handled {
        const int code = std::stoi(std::string(req.param("code")));
        response r(http::status(static_cast<std::uint16_t>(code)));
        if (const auto where = req.query("where")) co_await ok(r.fields().set("Location", *where));
        co_return r;
    };
    const auto seen = [](request& req) -> handled {
        std::string text =
            std::string(to_string(req.verb())) + " '" + co_await ok(req.text()) + "'";
        for (const char* name : {"Authorization", "Cookie", "Content-Type", "X-Mine"})
            if (req.fields().contains(name)) text += std::string(" ") + name;
        co_return response::text(std::move(text));
    };
    for (const method verb : {method::get, method::post, method::put}) {
        web.route(verb, "/to/{code}", turn);
        web.route(verb, "/seen", seen);
    }
}

client_request asking(method verb) {
    client_request ask{.verb = verb};
    if (verb != method::get) ask.body = "body";
    for (const char* name : {"Authorization", "Cookie", "Content-Type", "X-Mine"})
        require(ask.fields.set(name, "x").has_value(), "a field is refused");
    return ask;
}

task<result<std::string>> follow(client& c, address at, method verb, std::string target) {
    client_response answer = co_await ok(c.send(url_of(at, target), asking(verb)));
    co_return co_await answer.text();
}

TEST(client_redirect, each_status_asks_again_in_its_way) {
    http::server web;
    add_redirects(web);
    with_server(web, [](address at) -> task<result<void>> {
        client c({.redirects = 3});
        const std::string fields = " Authorization Cookie Content-Type X-Mine";
        const std::string anew = "GET '' Authorization Cookie X-Mine";
        for (const int code : {301, 302, 303, 307, 308}) {
            const std::string target = "/to/" + std::to_string(code) + "?where=/seen";
            const bool keeps = code > 303;
            EXPECT_EQ(co_await ok(follow(c, at, method::post, target)),
                      keeps ? "POST 'body'" + fields : anew)
                << code;
            EXPECT_EQ(co_await ok(follow(c, at, method::put, target)),
                      code == 303 ? anew : "PUT 'body'" + fields)
                << code;
            EXPECT_EQ(co_await ok(follow(c, at, method::get, target)),
                      code == 303 ? anew : "GET ''" + fields)
                << code;
        }
        EXPECT_EQ(c.stats().redirected, 15U);
        EXPECT_EQ(c.stats().connects, 1U) << "the connection of a redirect is used again";
        co_return {};
    });
}

TEST(client_redirect, another_origin_gets_no_credentials) {
    http::server web;
    add_redirects(web);
    run_io([&]() -> task<result<void>> {
        listener first = co_await ok(listener::listen(address::loopback(0)));
        listener second = co_await ok(listener::listen(address::loopback(0)));
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            for (listener* l : {&first, &second})
                s.spawn("serve",
                        [&web, l]() -> task<result<void>> { co_return co_await web.serve(*l); });
            client c({.redirects = 3});
            const address at = first.local_address();
            const std::string there = url_of(second.local_address(), "/seen");
            EXPECT_EQ(co_await ok(follow(c, at, method::post, "/to/307?where=" + there)),
                      "POST 'body' Content-Type X-Mine");
            const std::string same = url_of(at, "/seen");
            EXPECT_TRUE((co_await ok(follow(c, at, method::post, "/to/307?where=" + same)))
                            .contains("Authorization Cookie"));
            web.drain();
            co_return {};
        });
    });
}

TEST(client_redirect, are_answers_unless_asked_for) {
    http::server web;
    add_redirects(web);
    with_server(web, [](address at) -> task<result<void>> {
        client c;
        const client_response answer = co_await ok(c.get(url_of(at, "/to/302?where=/seen")));
        EXPECT_EQ(answer.code(), http::status::found);
        EXPECT_EQ(answer.origin().target, "/to/302?where=/seen");
        EXPECT_EQ(c.stats().redirected, 0U);
        co_return {};
    });
}

TEST(client_redirect, end_at_their_limit) {
    http::server web;
    web.route(method::get, "/{n}", [](request& req) -> handled {
        const int n = std::stoi(std::string(req.param("n")));
        if (n == 3) co_return response::text("arrived");
        co_return response(http::status::found).with_header("Location", std::to_string(n + 1));
    });
    with_server(web, [](address at) -> task<result<void>> {
        client enough({.redirects = 3});
        client_response answer = co_await ok(enough.get(url_of(at, "/0")));
        EXPECT_EQ(co_await ok(answer.text()), "arrived");
        EXPECT_EQ(answer.origin().target, "/3");
        client too_few({.redirects = 2});
        EXPECT_EQ((co_await too_few.get(url_of(at, "/0"))).error(), errc::too_large);
        EXPECT_EQ((co_await enough.get(url_of(at, "/-9"))).error(), errc::too_large);
        EXPECT_EQ(enough.stats().connects, 2U) << "the one that gave up closed its connection";
        co_return {};
    });
}

TEST(client_redirect, without_a_location_are_answers) {
    http::server web;
    add_redirects(web);
    with_server(web, [](address at) -> task<result<void>> {
        client c({.redirects = 3});
        EXPECT_EQ((co_await ok(c.get(url_of(at, "/to/302")))).code(), http::status::found);
        EXPECT_EQ((co_await ok(c.get(url_of(at, "/to/300?where=/seen")))).code(),
                  http::status::multiple_choices);
        co_return {};
    });
}

generator<buffer> one_piece() {
    co_yield buffer::copy_of("body");
}

TEST(client_redirect, a_streamed_body_is_not_sent_again) {
    http::server web;
    add_redirects(web);
    with_server(web, [](address at) -> task<result<void>> {
        client c({.redirects = 3});
        for (const auto& [code, expected] :
             {std::pair{307, http::status::temporary_redirect}, std::pair{303, http::status::ok}}) {
            client_request ask{.verb = method::post, .stream = one_piece()};
            const std::string target = "/to/" + std::to_string(code) + "?where=/seen";
            const auto answer = co_await ok(c.send(url_of(at, target), std::move(ask)));
            EXPECT_EQ(answer.code(), expected);
        }
        co_return {};
    });
}

TEST(client_redirect, a_location_that_cannot_be_followed_is_an_error) {
    http::server web;
    add_redirects(web);
    with_server(web, [](address at) -> task<result<void>> {
        client c({.redirects = 3});
        EXPECT_EQ((co_await c.get(url_of(at, "/to/302?where=mailto:x"))).error(),
                  errc::protocol_error);
        EXPECT_EQ((co_await c.get(url_of(at, "/to/302?where=https://127.0.0.1/"))).error(),
                  errc::not_supported);
        co_return {};
    });
}

}  // namespace
}  // namespace weir
