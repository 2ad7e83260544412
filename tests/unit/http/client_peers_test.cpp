// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "scripted_server.hpp"

#include <weir/http/client.hpp>

#include <random>

// The client against servers that answer early, late, twice and never, and against its own users.

namespace weir {
namespace {

using namespace test;
using http::client;
using http::client_options;
using http::client_request;
using http::client_response;
using http::method;
using http::request;
using http::response;

/// Far longer than an answer takes that is there, far shorter than the client's own timeouts.
constexpr duration soon = 10s;

/// `script(server)` and `body(client, server)` at the same time.
template <class Script, class Body>
void against(Script script, Body body, client_options options = {}) {
    run_io([&]() -> task<result<void>> {
        scripted_server server = co_await ok(scripted_server::start());
        client c(options);
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("server", [&]() -> task<result<void>> { co_return co_await script(server); });
            co_return co_await body(c, server);
        });
    });
}

generator<buffer> pieces(int count) {
    for (int i = 0; i < count; ++i) co_yield buffer::copy_of(std::string(64 << 10, 'x'));
}

client_request upload(bool streamed) {
    constexpr int enough = 512;  // 32 MiB: more than any buffer between the two
    client_request ask{.verb = method::post};
    if (streamed)
        ask.stream = pieces(enough);
    else
        ask.body = std::string(enough * (std::size_t{64} << 10), 'x');
    return ask;
}

TEST(client_peers, a_refusal_ends_the_upload_although_the_server_neither_reads_nor_closes) {
    int answered = 0;
    against(
        [&](scripted_server& server) -> task<result<void>> {
            for (int i = 0; i < 2; ++i) {
                raw_peer peer = co_await ok(server.accept_request());
                co_await ok(peer.send("HTTP/1.1 413 Large\r\nContent-Length: 5\r\n\r\nlarge"));
                co_await ok(wait_for([&] { return answered > i; }));
            }
            co_return {};
        },
        [&](client& c, scripted_server& server) -> task<result<void>> {
            for (const bool streamed : {false, true}) {
                client_response answer =
                    co_await ok(with_timeout(soon, c.send(server.url(), upload(streamed))));
                EXPECT_EQ(answer.code(), http::status::content_too_large);
                EXPECT_EQ(co_await ok(answer.text()), "large");
                ++answered;
            }
            EXPECT_EQ(c.stats().open, 0U) << "half a request was sent";
            co_return {};
        });
}

TEST(client_peers, success_ends_an_upload_that_the_server_stopped_reading) {
    against(
        [](scripted_server& server) -> task<result<void>> {
            raw_peer peer = co_await ok(server.accept_request());
            co_await ok(peer.send(hello));
            co_await ok(sleep_for(1500ms));
            co_return {};
        },
        [](client& c, scripted_server& server) -> task<result<void>> {
            client_response answer =
                co_await ok(with_timeout(soon, c.send(server.url(), upload(false))));
            EXPECT_EQ(co_await ok(answer.text()), "hello");
            co_return {};
        });
}

TEST(client_peers, success_does_not_end_an_upload_that_the_server_reads) {
    std::size_t arrived = 0;
    against(
        [&](scripted_server& server) -> task<result<void>> {
            raw_peer peer = co_await ok(server.accept_request());
            co_await ok(peer.send(hello));
            const std::size_t whole = std::size_t{512} * (64 << 10);
            arrived = peer.received().size();
            // Up to the last byte, and the first ones of the next request.
            while (arrived <= whole) arrived += (co_await ok(peer.stream().recv())).size();
            co_return co_await peer.send(hello);
        },
        [&](client& c, scripted_server& server) -> task<result<void>> {
            {
                client_response answer = co_await ok(c.send(server.url(), upload(false)));
                EXPECT_EQ(co_await ok(answer.text()), "hello");
            }
            EXPECT_EQ(co_await ok(fetch(c, server.url())), "hello");
            EXPECT_EQ(c.stats().connects, 1U) << "all was sent, so it is as good as before";
            co_return {};
        });
    EXPECT_GE(arrived, std::size_t{512} * (64 << 10));
}

TEST(client_peers, nonsense_ends_an_upload) {
    against(
        [](scripted_server& server) -> task<result<void>> {
            raw_peer peer = co_await ok(server.accept_request());
            co_await ok(peer.send("nonsense\r\n\r\n"));
            co_await ok(sleep_for(50ms));
            co_return {};
        },
        [](client& c, scripted_server& server) -> task<result<void>> {
            const auto answer = co_await with_timeout(soon, c.send(server.url(), upload(false)));
            EXPECT_EQ(answer.error(), errc::protocol_error);
            EXPECT_EQ(c.stats().open, 0U);
            co_return {};
        });
}

TEST(client_peers, an_answer_before_the_question_is_not_taken) {
    against(
        [](scripted_server& server) -> task<result<void>> {
            raw_peer first = co_await ok(server.accept_request());
            co_await ok(first.send(hello));
            co_await ok(first.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong"));
            raw_peer second = co_await ok(server.accept_request());
            co_return co_await second.send(hello);
        },
        [](client& c, scripted_server& server) -> task<result<void>> {
            EXPECT_EQ(co_await ok(fetch(c, server.url())), "hello");
            co_await ok(sleep_for(20ms));
            EXPECT_EQ(co_await ok(fetch(c, server.url())), "hello");
            EXPECT_EQ(c.stats().connects, 2U);
            co_return {};
        });
}

TEST(client_peers, two_answers_at_once_end_the_connection) {
    against(
        [](scripted_server& server) -> task<result<void>> {
            raw_peer first = co_await ok(server.accept_request());
            co_await ok(first.send(std::string(hello) +
                                   "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong"));
            raw_peer second = co_await ok(server.accept_request());
            co_return co_await second.send(hello);
        },
        [](client& c, scripted_server& server) -> task<result<void>> {
            EXPECT_EQ(co_await ok(fetch(c, server.url())), "hello");
            EXPECT_EQ(co_await ok(fetch(c, server.url())), "hello");
            EXPECT_EQ(c.stats().connects, 2U);
            co_return {};
        });
}

TEST(client_peers, a_late_answer_meets_nobody) {
    against(
        [](scripted_server& server) -> task<result<void>> {
            raw_peer late = co_await ok(server.accept_request());
            raw_peer next = co_await ok(server.accept_request());
            static_cast<void>(
                co_await late.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong"));
            co_return co_await next.send(hello);
        },
        [](client& c, scripted_server& server) -> task<result<void>> {
            EXPECT_EQ((co_await with_timeout(20ms, fetch(c, server.url()))).error(),
                      errc::timed_out);
            EXPECT_EQ(co_await ok(fetch(c, server.url())), "hello");
            co_return {};
        });
}

TEST(client_peers, a_server_that_only_hints_is_given_up) {
    against(
        [](scripted_server& server) -> task<result<void>> {
            raw_peer peer = co_await ok(server.accept_request());
            while (co_await peer.send("HTTP/1.1 103 Early Hints\r\n\r\n"))
                co_await ok(sleep_for(1ms));
            co_return {};
        },
        [](client& c, scripted_server& server) -> task<result<void>> {
            EXPECT_EQ((co_await c.get(server.url())).error(), errc::protocol_error);
            EXPECT_EQ(c.stats().open, 0U);
            co_return {};
        });
}

/// One answered request, then the connection ends as soon as the next one is there, after `more`.
/// Whoever connects again is served.
task<result<void>> end_at_second(scripted_server& server, std::string more, bool again) {
    {
        raw_peer first = co_await ok(server.accept_request());
        co_await ok(first.send(hello));
        co_await ok(first.until("\r\n\r\n"));
        co_await ok(first.send(more));
        // In order, so that what was sent arrives.
        co_await ok(first.stream().shutdown());
        static_cast<void>(co_await first.rest());
    }
    if (!again) co_return {};
    raw_peer second = co_await ok(server.accept());
    co_await ok(second.until("body"));
    co_return co_await second.send(hello);
}

struct replay {
    const char* what;
    method verb;
    bool streamed;
    std::string more;  ///< of an answer, before the connection ends
    bool replayed;
};

TEST(client_peers, only_what_is_safe_is_sent_again) {
    const replay cases[] = {
        {"an idempotent request with a body", method::put, false, "", true},
        {"a request that is not idempotent", method::post, false, "", false},
        {"a patch", method::patch, false, "", false},
        {"a stream", method::put, true, "", false},
        {"after the first byte of an answer", method::put, false, "H", false},
        {"after a hint", method::put, false, "HTTP/1.1 100 Continue\r\n\r\n", false},
    };
    for (const replay& r : cases) {
        SCOPED_TRACE(r.what);
        against(
            [&](scripted_server& server) -> task<result<void>> {
                co_return co_await end_at_second(server, r.more, r.replayed);
            },
            [&](client& c, scripted_server& server) -> task<result<void>> {
                EXPECT_EQ(co_await ok(fetch(c, server.url())), "hello");
                client_request ask{.verb = r.verb, .body = "body"};
                if (r.streamed) ask.stream = pieces(1);
                const auto answer = co_await c.send(server.url(), std::move(ask));
                EXPECT_EQ(answer.has_value(), r.replayed);
                EXPECT_EQ(c.stats().retried, r.replayed ? 1U : 0U);
                EXPECT_EQ(c.stats().reused, 1U);
                co_return {};
            });
    }
}

TEST(client_peers, a_fresh_connection_that_ends_is_no_reason_to_ask_again) {
    against(
        [](scripted_server& server) -> task<result<void>> {
            co_await ok(server.accept_request());
            co_return {};
        },
        [](client& c, scripted_server& server) -> task<result<void>> {
            EXPECT_FALSE(co_await c.get(server.url()));
            EXPECT_EQ(c.stats().connects, 1U);
            co_return {};
        });
}

TEST(client_peers, a_busy_host_does_not_starve_another) {
    http::server web;
    int slow = 0;
    web.route(method::get, "/slow", [&](request&) -> handled {
        ++slow;
        co_await ok(sleep_for(patience));
        co_return response::text("slow");
    });
    add_routes(web);
    run_io([&]() -> task<result<void>> {
        listener busy = co_await ok(listener::listen(address::loopback(0)));
        listener other = co_await ok(listener::listen(address::loopback(0)));
        client c({.connections_per_host = 2, .connections = 4});
        static_cast<void>(co_await with_scope([&](scope& s) -> task<result<void>> {
            for (listener* l : {&busy, &other})
                s.spawn("serve",
                        [&web, l]() -> task<result<void>> { co_return co_await web.serve(*l); });
            for (int i = 0; i < 50; ++i)
                s.spawn("slow", [&]() -> task<result<void>> {
                    static_cast<void>(co_await c.get(url_of(busy.local_address(), "/slow")));
                    co_return {};
                });
            co_await ok(wait_for([&] { return slow == 2; }));
            for (int i = 0; i < 10; ++i)
                EXPECT_EQ(co_await ok(with_timeout(
                              soon, fetch(c, url_of(other.local_address(), "/hello/x")))),
                          "hello x");
            EXPECT_EQ(slow, 2) << "the limit of a host holds";
            s.request_stop();
            co_return {};
        }));
        co_return {};
    });
}

/// A request that is given up after a while; what it brings, if it does, must be its own answer.
task<result<void>> ask_with_doubt(client& c, std::string base, int n, duration patience_of_one) {
    const std::string name = std::to_string(n);
    const auto body = co_await with_timeout(patience_of_one, fetch(c, base + "/echo/" + name));
    if (body) EXPECT_EQ(*body, name + std::string(n % 5000, 'x'));
    co_return {};
}

TEST(client_peers, requests_that_are_canceled_at_random_leave_no_dirty_connection) {
    http::server web;
    web.route(method::get, "/echo/{n}", [](request& req) -> handled {
        const std::string name(req.param("n"));
        const int n = std::stoi(name);
        if (n % 3 == 0) co_await ok(sleep_for(std::chrono::microseconds(n % 700)));
        co_return response::text(name + std::string(static_cast<std::size_t>(n % 5000), 'x'));
    });
    with_server(web, [](address at) -> task<result<void>> {
        client c({.connections_per_host = 8});
        std::mt19937 random(1);
        for (int round = 0; round < 20; ++round)
            co_await ok(with_scope([&](scope& s) -> task<result<void>> {
                for (int i = 0; i < 50; ++i)
                    s.spawn("ask", &ask_with_doubt, std::ref(c), url_of(at, ""),
                            static_cast<int>(random() % 100'000),
                            duration(std::chrono::microseconds(random() % 3000)));
                co_return {};
            }));
        EXPECT_EQ(c.stats().open, c.stats().idle) << "nothing is in use any more";
        EXPECT_EQ(c.stats().waiting, 0U);
        for (int i = 0; i < 20; ++i)
            EXPECT_EQ(co_await ok(fetch(c, url_of(at, "/echo/7"))), "7xxxxxxx");
        co_return {};
    });
}

}  // namespace
}  // namespace weir
