// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http_test.hpp"

#include <weir/http/server.hpp>
#include <weir/net/accept_on_shards.hpp>

#include <thread>
#include <vector>

namespace weir {
namespace {

using namespace test;
using http::method;
using http::request;
using http::response;

/// GET /wait answers once `go_on` is set.
void add_waiting(http::server& web, event& go_on) {
    web.route(method::get, "/wait", [&](request&) -> handled {
        co_await ok(go_on.wait());
        co_return response::text("at last");
    });
}

TEST(server_drain, closes_idle_connections_and_finishes_requests) {
    http::server web;
    add_routes(web);
    event go_on;
    add_waiting(web, go_on);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer idle = co_await ok(raw_peer::connect(at));
        co_await ok(idle.ask(get("/hello/x")));
        raw_peer busy = co_await ok(raw_peer::connect(at));
        co_await ok(busy.send(get("/wait")));
        co_await ok(wait_for([&] { return web.stats().in_flight == 1; }));
        EXPECT_TRUE(web.ready());
        web.drain();
        EXPECT_FALSE(web.ready());
        EXPECT_EQ(co_await ok(idle.rest()), "");
        EXPECT_EQ((co_await raw_peer::connect(at)).error(), std::errc::connection_refused);
        go_on.set();
        const answer a = co_await ok(busy.next());
        EXPECT_EQ(a.body, "at last");
        EXPECT_EQ(a.field("Connection"), "close");
        EXPECT_EQ(co_await ok(busy.rest()), "");
        co_return {};
    });
    EXPECT_EQ(web.stats().connections, 0U);
    EXPECT_EQ(web.stats().in_flight, 0U);
}

TEST(server_drain, stops_stragglers_and_names_them) {
    const log_capture captured;
    http::server web({.drain = 30ms});
    event never;
    add_waiting(web, never);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.send(get("/wait")));
        co_await ok(wait_for([&] { return web.stats().in_flight == 1; }));
        web.drain();
        const answer a = co_await ok(peer.next());
        EXPECT_EQ(a.code, 503);
        EXPECT_FALSE(a.keep_alive);
        co_return {};
    });
    EXPECT_EQ(web.stats().in_flight, 0U);
    const std::vector<std::string>& lines = log_capture::lines;
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0], "drain: 1 request(s) did not finish in time and are stopped:");
    EXPECT_TRUE(lines[1].contains("http.connection")) << lines[1];
    EXPECT_TRUE(lines[1].contains("event.wait")) << lines[1];
}

TEST(server_drain, lets_a_streamed_answer_finish) {
    http::server web;
    event go_on;
    web.route(method::get, "/rows", [&](request&) -> handled {
        auto rows = [](event& e) -> generator<buffer> {
            co_yield buffer::copy_of("one");
            co_await ok(e.wait());
            co_yield buffer::copy_of("two");
        };
        co_return response::stream("text/plain", rows(go_on));
    });
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.send(get("/rows")));
        co_await ok(peer.until("one\r\n"));
        web.drain();
        go_on.set();
        EXPECT_EQ(co_await ok(peer.rest()), "3\r\ntwo\r\n0\r\n\r\n");
        co_return {};
    });
}

TEST(server_drain, twice_and_from_another_thread_is_once) {
    http::server web;
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        raw_peer peer = co_await ok(raw_peer::connect(at));
        co_await ok(peer.ask(get("/hello/x")));
        std::thread([&] { web.drain(); }).join();
        web.drain();
        EXPECT_EQ(co_await ok(peer.rest()), "");
        co_return {};
    });
}

TEST(server_drain, before_serving_ends_it_at_once) {
    http::server web;
    add_routes(web);
    web.drain();
    with_server(web, [&](address) -> task<result<void>> { co_return {}; });
}

TEST(server_drain, follows_a_stop_of_serve) {
    http::server web;
    add_routes(web);
    event go_on;
    add_waiting(web, go_on);
    run_io([&]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0)));
        scope serving;
        serving.spawn("serve", [&]() -> task<result<void>> { co_return co_await web.serve(l); });
        raw_peer peer = co_await ok(raw_peer::connect(l.local_address()));
        co_await ok(peer.send(get("/wait")));
        co_await ok(wait_for([&] { return web.stats().in_flight == 1; }));
        serving.request_stop();
        co_await ok(wait_for([&] { return !web.ready(); }));
        go_on.set();
        const answer a = co_await ok(peer.next());
        EXPECT_EQ(a.body, "at last");
        EXPECT_EQ(a.field("Connection"), "close");
        peer.stream().close();
        co_return co_await serving.join();
    });
}

TEST(server_drain, reaches_every_listener) {
    http::server web;
    add_routes(web);
    run_io([&]() -> task<result<void>> {
        listener one = co_await ok(listener::listen(address::loopback(0)));
        listener two = co_await ok(listener::listen(address::loopback(0)));
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            // A stop of one `serve` drains the server, and with it the other.
            s.spawn("one", [&]() -> task<result<void>> {
                co_return co_await with_timeout(100ms, web.serve(one));
            });
            s.spawn("two", [&]() -> task<result<void>> { co_return co_await web.serve(two); });
            for (listener* l : {&one, &two}) {
                raw_peer peer = co_await ok(raw_peer::connect(l->local_address()));
                EXPECT_EQ((co_await ok(peer.ask(get("/hello/x")))).body, "hello x");
            }
            co_return {};
        });
    });
    EXPECT_FALSE(web.ready());
}

TEST(server_drain, reaches_every_shard) {
    http::server web;
    add_routes(web);
    run_io(
        [&]() -> task<result<void>> {
            listener l = co_await ok(listener::listen(address::loopback(0), {.reuse_port = true}));
            const address at = l.local_address();
            co_return co_await with_scope([&](scope& s) -> task<result<void>> {
                auto serve = [&](listener& own) -> task<result<void>> {
                    co_return co_await web.serve(own);
                };
                s.spawn("serve", [&]() -> task<result<void>> {
                    co_return co_await accept_on_shards(std::move(l), accept_mode::hand_over,
                                                        serve);
                });
                std::vector<raw_peer> peers;
                for (int i = 0; i < 8; ++i) {
                    peers.push_back(co_await ok(raw_peer::connect(at)));
                    EXPECT_EQ((co_await ok(peers.back().ask(get("/hello/x")))).code, 200);
                }
                EXPECT_EQ(web.stats().accepted, 8U);
                web.drain();
                for (raw_peer& peer : peers) EXPECT_EQ(co_await ok(peer.rest()), "");
                co_return {};
            });
        },
        {.shards = 2});
    EXPECT_EQ(web.stats().connections, 0U);
}

}  // namespace
}  // namespace weir
