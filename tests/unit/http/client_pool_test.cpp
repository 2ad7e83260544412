// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "scripted_server.hpp"

#include <weir/http/client.hpp>

#include <optional>
#include <vector>

namespace weir {
namespace {

using namespace test;
using http::client;
using http::client_response;
using http::method;
using http::request;
using http::response;

TEST(client_pool, gives_a_connection_back_without_reading_an_empty_body) {
    http::server web;
    add_routes(web);
    web.route(method::delete_, "/thing",
              [](request&) -> handled { co_return response(http::status::no_content); });
    with_server(web, [](address at) -> task<result<void>> {
        client c;
        for (const method verb : {method::delete_, method::delete_, method::head}) {
            const char* target = verb == method::head ? "/hello/x" : "/thing";
            EXPECT_TRUE(co_await c.send(url_of(at, target), {.verb = verb}));
            EXPECT_EQ(c.stats().idle, 1U);
        }
        EXPECT_EQ(c.stats().connects, 1U);
        c.close_idle();
        EXPECT_EQ(c.stats().open, 0U);
        EXPECT_EQ(c.stats().idle, 0U);
        co_return {};
    });
}

TEST(client_pool, closes_a_connection_whose_answer_was_not_read) {
    http::server web;
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        client c;
        EXPECT_TRUE(co_await c.get(url_of(at, "/hello/x")));
        EXPECT_EQ(c.stats().open, 0U);
        EXPECT_EQ(co_await ok(fetch(c, url_of(at, "/hello/y"))), "hello y");
        EXPECT_EQ(c.stats().connects, 2U);
        co_return {};
    });
}

TEST(client_pool, limits_connections_per_host_and_lets_requests_wait_in_order) {
    http::server web;
    std::vector<int> served;
    std::size_t most = 0;
    web.route(method::get, "/{n}", [&](request& req) -> handled {
        served.push_back(std::stoi(std::string(req.param("n"))));
        most = std::max<std::size_t>(most, web.stats().in_flight);
        co_await ok(sleep_for(2ms));
        co_return response::text("done");
    });
    with_server(web, [&](address at) -> task<result<void>> {
        client c({.connections_per_host = 1});
        std::vector<int> expected;
        co_await ok(with_scope([&](scope& s) -> task<result<void>> {
            for (int i = 0; i < 10; ++i) {
                expected.push_back(i);
                s.spawn("get", [&c, at, i]() -> task<result<void>> {
                    co_await ok(fetch(c, url_of(at, "/" + std::to_string(i))));
                    co_return {};
                });
            }
            co_await ok(wait_for([&] { return most == 1; }));
            EXPECT_EQ(c.stats().waiting, 9U);
            co_return {};
        }));
        EXPECT_EQ(served, expected);
        EXPECT_EQ(most, 1U);
        EXPECT_EQ(c.stats().waiting, 0U);
        EXPECT_EQ(c.stats().connects, 1U);
        co_return {};
    });
}

TEST(client_pool, refuses_requests_when_too_many_wait) {
    run_io([]() -> task<result<void>> {
        scripted_server server = co_await ok(scripted_server::start());
        client c({.connections_per_host = 1, .waiting = 1});
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            for (int i = 0; i < 2; ++i)
                s.spawn("get", [&]() -> task<result<void>> {
                    EXPECT_EQ(co_await ok(fetch(c, server.url())), "hello");
                    co_return {};
                });
            raw_peer peer = co_await ok(server.accept_request());
            EXPECT_EQ((co_await c.get(server.url())).error(), errc::queue_full);
            co_await ok(peer.send(hello));
            co_await ok(peer.until("\r\n\r\n"));
            co_await ok(peer.send(hello));
            co_return {};
        });
    });
}

TEST(client_pool, limits_connections_in_all_and_drops_idle_ones_of_other_hosts) {
    http::server web;
    add_routes(web);
    run_io([&]() -> task<result<void>> {
        std::vector<listener> listeners;
        for (int i = 0; i < 4; ++i)
            listeners.push_back(co_await ok(listener::listen(address::loopback(0))));
        client c({.connections = 2});
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            for (listener& l : listeners)
                s.spawn("serve", [&]() -> task<result<void>> { co_return co_await web.serve(l); });
            for (listener& l : listeners) {
                co_await ok(fetch(c, url_of(l.local_address(), "/hello/x")));
                EXPECT_LE(c.stats().open, 2U);
            }
            EXPECT_EQ(c.stats().connects, 4U);
            EXPECT_EQ(co_await ok(fetch(c, url_of(listeners[3].local_address(), "/hello/x"))),
                      "hello x");
            EXPECT_EQ(c.stats().connects, 4U) << "the one used last is kept";
            // Two at once, both to hosts without a connection.
            co_await ok(when_all(fetch(c, url_of(listeners[0].local_address(), "/hello/x")),
                                 fetch(c, url_of(listeners[1].local_address(), "/hello/x"))));
            EXPECT_EQ(c.stats().open, 2U);
            web.drain();
            co_return {};
        });
    });
}

TEST(client_pool, closes_connections_that_nobody_uses) {
    http::server web;
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        client c({.idle_timeout = 20ms});
        co_await ok(fetch(c, url_of(at, "/hello/x")));
        EXPECT_EQ(c.stats().idle, 1U);
        co_await ok(wait_for([&] { return c.stats().open == 0; }));
        EXPECT_EQ(c.stats().idle, 0U);
        co_await ok(wait_until_closed(web));
        co_await ok(fetch(c, url_of(at, "/hello/x")));
        co_return {};
    });
}

TEST(client_pool, takes_a_connection_back_outside_of_a_task) {
    http::server web;
    add_routes(web);
    with_server(web, [](address at) -> task<result<void>> {
        client c;
        std::optional<client_response> answer = co_await ok(c.get(url_of(at, "/hello/x")));
        co_await ok(answer->text());
        bool done = false;
        shard::this_shard()->post([&] {
            answer.reset();
            done = true;
        });
        co_await ok(wait_for([&] { return done; }));
        EXPECT_EQ(c.stats().idle, 1U);
        co_return {};
    });
}

}  // namespace
}  // namespace weir
