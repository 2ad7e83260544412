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

TEST(client, uses_a_connection_again) {
    http::server web;
    add_routes(web);
    with_server(web, [](address at) -> task<result<void>> {
        client c;
        for (int i = 0; i < 3; ++i)
            EXPECT_EQ(co_await ok(fetch(c, url_of(at, "/hello/x"))), "hello x");
        client_response posted = co_await ok(c.post(url_of(at, "/text"), "abc"));
        EXPECT_EQ(co_await ok(posted.text()), "abc");
        EXPECT_EQ(c.stats().requests, 4U);
        EXPECT_EQ(c.stats().connects, 1U);
        EXPECT_EQ(c.stats().reused, 3U);
        EXPECT_EQ(c.stats().open, 1U);
        EXPECT_EQ(c.stats().idle, 0U) << "the last answer still holds it";
        co_return {};
    });
}

TEST(client, sends_and_reads_streams) {
    http::server web;
    add_routes(web);
    const std::string row(10'000, 'x');
    web.route(method::get, "/rows", [&](request&) -> handled {
        auto rows = [](std::string text) -> generator<buffer> {
            for (int i = 0; i < 20; ++i) co_yield buffer::copy_of(text);
        };
        co_return response::stream("text/plain", rows(row));
    });
    with_server(web, [&](address at) -> task<result<void>> {
        client c;
        std::size_t size = 0;
        client_response answer = co_await ok(c.get(url_of(at, "/rows")));
        for (;;) {
            const std::string_view piece = co_await ok(answer.next_chunk());
            if (piece.empty()) break;
            size += piece.size();
        }
        EXPECT_EQ(size, 20 * row.size());
        auto upload = [](std::string text) -> generator<buffer> {
            for (int i = 0; i < 20; ++i) co_yield buffer::copy_of(text);
        };
        client_response sent =
            co_await ok(c.send(url_of(at, "/text"), {.verb = method::post, .stream = upload(row)}));
        EXPECT_EQ((co_await ok(sent.text())).size(), 20 * row.size());
        co_return {};
    });
}

TEST(client, does_not_use_a_connection_that_the_server_closed) {
    http::server web({.idle_timeout = 20ms});
    add_routes(web);
    with_server(web, [&](address at) -> task<result<void>> {
        client c;
        co_await ok(fetch(c, url_of(at, "/hello/x")));
        co_await ok(wait_until_closed(web));
        EXPECT_EQ((co_await ok(c.post(url_of(at, "/text"), "abc"))).code(), http::status::ok);
        EXPECT_EQ(c.stats().connects, 2U);
        EXPECT_EQ(c.stats().retried, 0U);
        co_return {};
    });
}

/// Serves a request, then closes the connection when the next one is there; what follows is served.
task<result<void>> close_at_second_request(scripted_server& server, bool serve_again) {
    {
        raw_peer first = co_await ok(server.accept_request());
        co_await ok(first.send(hello));
        co_await ok(first.until("\r\n\r\n"));
    }
    if (!serve_again) co_return {};
    raw_peer second = co_await ok(server.accept_request());
    co_return co_await second.send(hello);
}

TEST(client, repeats_a_get_whose_connection_closed_under_it) {
    run_io([]() -> task<result<void>> {
        scripted_server server = co_await ok(scripted_server::start());
        client c;
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("server",
                    [&] [[clang::coro_wrapper]] { return close_at_second_request(server, true); });
            EXPECT_EQ(co_await ok(fetch(c, server.url())), "hello");
            EXPECT_EQ(co_await ok(fetch(c, server.url())), "hello");
            EXPECT_EQ(c.stats().retried, 1U);
            EXPECT_EQ(c.stats().connects, 2U);
            co_return {};
        });
    });
}

TEST(client, does_not_repeat_a_post) {
    run_io([]() -> task<result<void>> {
        scripted_server server = co_await ok(scripted_server::start());
        client c;
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("server",
                    [&] [[clang::coro_wrapper]] { return close_at_second_request(server, false); });
            EXPECT_EQ(co_await ok(fetch(c, server.url())), "hello");
            EXPECT_EQ((co_await c.post(server.url(), "")).error(), errc::eof);
            EXPECT_EQ(c.stats().retried, 0U);
            EXPECT_EQ(c.stats().open, 0U);
            co_return {};
        });
    });
}

TEST(client, repeats_once_and_on_a_fresh_connection) {
    run_io([]() -> task<result<void>> {
        scripted_server server = co_await ok(scripted_server::start());
        client c;
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("server", [&]() -> task<result<void>> {
                raw_peer one = co_await ok(server.accept_request());
                raw_peer two = co_await ok(server.accept_request());
                co_await ok(one.send(hello));
                co_await ok(two.send(hello));
                // One of them gets the next request.
                const auto next =
                    co_await ok(when_any(one.until("\r\n\r\n"), two.until("\r\n\r\n")));
                (next.index() == 0 ? one : two).stream().close();
                // It closes this one as well, and then what is left.
                co_await ok(server.accept_request());
                co_return {};
            });
            co_await ok(when_all(fetch(c, server.url()), fetch(c, server.url())));
            EXPECT_EQ(c.stats().idle, 2U);
            EXPECT_EQ((co_await fetch(c, server.url())).error(), errc::eof);
            EXPECT_EQ(c.stats().connects, 3U);
            EXPECT_EQ(c.stats().retried, 1U);
            co_return {};
        });
    });
}

TEST(client, says_why_a_request_cannot_be_sent) {
    run_io([]() -> task<result<void>> {
        client c;
        EXPECT_EQ((co_await c.get("no url")).error(), errc::bad_argument);
        EXPECT_EQ((co_await c.get("https://127.0.0.1/")).error(), errc::not_supported);
        address free;
        {
            listener l = co_await ok(listener::listen(address::loopback(0)));
            free = l.local_address();
        }
        // The listener's descriptor closes in one of the next turns.
        while (co_await socket_stream::connect(free)) co_await ok(sleep_for(1ms));
        EXPECT_EQ((co_await c.get(url_of(free))).error(), std::errc::connection_refused);
        EXPECT_EQ((co_await c.get("http://a.invalid/")).error().category(), net_category());
        EXPECT_EQ(c.stats().open, 0U);
        EXPECT_EQ(c.stats().waiting, 0U);
        co_return {};
    });
}

TEST(client, resolves_names) {
    http::server web;
    add_routes(web);
    with_server(web, [](address at) -> task<result<void>> {
        client c;
        const std::string url = "http://localhost:" + std::to_string(at.port()) + "/hello/x";
        EXPECT_EQ(co_await ok(fetch(c, url)), "hello x");
        co_return {};
    });
}

TEST(client, gives_up_on_a_slow_head_and_a_slow_chunk) {
    run_io([]() -> task<result<void>> {
        scripted_server server = co_await ok(scripted_server::start());
        client c({.head_timeout = 30ms, .chunk_timeout = 30ms});
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("server", [&]() -> task<result<void>> {
                raw_peer silent = co_await ok(server.accept_request());
                EXPECT_EQ(co_await ok(silent.rest()), "");
                raw_peer slow = co_await ok(server.accept_request());
                co_await ok(slow.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"));
                EXPECT_EQ(co_await ok(slow.rest()), "");
                co_return {};
            });
            EXPECT_EQ((co_await fetch(c, server.url())).error(), errc::timed_out);
            EXPECT_EQ((co_await fetch(c, server.url())).error(), errc::timed_out);
            EXPECT_EQ(c.stats().open, 0U);
            EXPECT_EQ(c.stats().retried, 0U);
            co_return {};
        });
    });
}

TEST(client, obeys_the_deadline_of_its_caller_also_while_waiting) {
    run_io([]() -> task<result<void>> {
        scripted_server server = co_await ok(scripted_server::start());
        client c({.connections_per_host = 1});
        const auto both = [&]() -> task<result<void>> {
            co_await ok(when_all(fetch(c, server.url()), fetch(c, server.url())));
            co_return {};
        };
        EXPECT_EQ((co_await with_timeout(20ms, both())).error(), errc::timed_out);
        EXPECT_EQ(c.stats().open, 0U);
        EXPECT_EQ(c.stats().waiting, 0U);
        co_return {};
    });
}

TEST(client, closes_a_connection_whose_exchange_was_stopped) {
    run_io([]() -> task<result<void>> {
        scripted_server server = co_await ok(scripted_server::start());
        client c;
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("server", [&]() -> task<result<void>> {
                raw_peer dirty = co_await ok(server.accept_request());
                co_await ok(dirty.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nold"));
                EXPECT_EQ(co_await ok(dirty.rest()), "");
                raw_peer clean = co_await ok(server.accept_request());
                co_return co_await clean.send(hello);
            });
            EXPECT_FALSE(co_await with_timeout(20ms, fetch(c, server.url())));
            EXPECT_EQ(co_await ok(fetch(c, server.url())), "hello");
            EXPECT_EQ(c.stats().connects, 2U);
            co_return {};
        });
    });
}

TEST(client, refuses_an_answer_that_is_too_large) {
    http::server web;
    add_routes(web);
    with_server(web, [](address at) -> task<result<void>> {
        client c;
        client_response answer = co_await ok(c.get(url_of(at, "/hello/x")));
        EXPECT_EQ((co_await answer.text(3)).error(), errc::too_large);
        client_response fits = co_await ok(c.get(url_of(at, "/hello/x")));
        EXPECT_EQ(co_await ok(fits.text(7)), "hello x");
        co_return {};
    });
}

TEST(client, reads_the_refusal_of_an_upload) {
    http::server web({.body_bytes = 1000});
    add_routes(web);
    with_server(web, [](address at) -> task<result<void>> {
        client c;
        const std::string large(2'000'000, 'x');
        EXPECT_EQ((co_await ok(c.post(url_of(at, "/text"), large))).code(),
                  http::status::content_too_large);
        EXPECT_EQ(c.stats().open, 0U);
        EXPECT_EQ((co_await ok(c.post(url_of(at, "/text"), "abc"))).code(), http::status::ok);
        co_return {};
    });
}

}  // namespace
}  // namespace weir
