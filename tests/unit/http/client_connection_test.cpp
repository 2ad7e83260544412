// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http_test.hpp"

#include <weir/http/client_connection.hpp>

#include <memory>

namespace weir {
namespace {

using namespace test;
using http::client_connection;
using http::client_request;
using http::method;

/// A connection, and the bytes at its other end.
struct wired {
    std::unique_ptr<client_connection> client;
    raw_peer server;
};

task<result<wired>> wire() {
    listener l = co_await ok(listener::listen(address::loopback(0)));
    auto [client, server] =
        co_await ok(when_all(socket_stream::connect(l.local_address()), l.accept()));
    co_return wired{std::make_unique<client_connection>(
                        std::make_unique<socket_stream>(std::move(client)), "host:1"),
                    raw_peer(std::move(server.stream))};
}

/// Asks, with the answer lying there already; what was asked is read and forgotten.
task<result<void>> exchange(wired& w, std::string answer, method verb = method::get) {
    co_await ok(w.server.send(std::move(answer)));
    client_request ask{.verb = verb};
    co_await ok(w.client->send(ask));
    co_await ok(w.server.until("\r\n\r\n"));
    co_return {};
}

generator<buffer> two_pieces() {
    co_yield buffer::copy_of("one");
    co_yield buffer();
    co_yield buffer::copy_of("three");
}

constexpr const char* empty_answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

TEST(client_connection, writes_requests) {
    run_io([]() -> task<result<void>> {
        wired w = co_await ok(wire());
        client_request plain{.target = "/a?b"};
        co_await ok(plain.fields.set("X", "1"));
        client_request sized{.verb = method::post, .body = "abc"};
        client_request chunked{.verb = method::put, .stream = two_pieces()};
        co_await ok(w.server.send(std::string(empty_answer) + empty_answer + empty_answer));
        co_await ok(w.client->send(plain));
        co_await ok(w.client->send(sized));
        co_await ok(w.client->send(chunked));
        EXPECT_EQ(co_await ok(w.server.until("\r\n\r\n")),
                  "GET /a?b HTTP/1.1\r\nX: 1\r\nHost: host:1\r\n\r\n");
        EXPECT_EQ(co_await ok(w.server.until("abc")),
                  "POST / HTTP/1.1\r\nHost: host:1\r\nContent-Length: 3\r\n\r\nabc");
        EXPECT_EQ(co_await ok(w.server.until("\r\n0\r\n\r\n")),
                  "PUT / HTTP/1.1\r\nHost: host:1\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "3\r\none\r\n5\r\nthree\r\n0\r\n\r\n");
        co_return {};
    });
}

struct sample {
    method verb;
    std::string answer;
    int code;
    std::string body;
    bool reusable;
};

TEST(client_connection, reads_bodies_of_every_framing) {
    const sample samples[] = {
        {method::get, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 200, "abc", true},
        {method::get,
         "HTTP/1.1 201 Made\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
         201, "abc", true},
        {method::get, "HTTP/1.1 200 OK\r\n\r\nuntil the end", 200, "until the end", false},
        {method::get, "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", 200, "a", false},
        {method::get, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na", 200,
         "a", false},
        {method::head, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", 200, "", true},
        {method::get, "HTTP/1.1 204 No\r\n\r\n", 204, "", true},
        {method::get, "HTTP/1.1 304 No\r\nContent-Length: 3\r\n\r\n", 304, "", true},
        {method::get,
         "HTTP/1.1 100 Go\r\n\r\nHTTP/1.1 103 Hints\r\nLink: a\r\n\r\n" + std::string(empty_answer),
         200, "", true},
        {method::get, std::string(empty_answer) + "more", 200, "", false},
    };
    run_io([&]() -> task<result<void>> {
        for (const sample& s : samples) {
            wired w = co_await ok(wire());
            co_await ok(exchange(w, s.answer, s.verb));
            co_await ok(w.server.stream().shutdown());
            EXPECT_EQ(to_int(w.client->code()), s.code);
            EXPECT_EQ(co_await ok(w.client->text()), s.body) << s.answer;
            EXPECT_TRUE(w.client->complete());
            EXPECT_EQ(w.client->reusable(), s.reusable) << s.answer;
        }
        co_return {};
    });
}

TEST(client_connection, is_reusable_without_reading_a_body_that_is_empty) {
    run_io([]() -> task<result<void>> {
        wired w = co_await ok(wire());
        for (const char* answer : {empty_answer, "HTTP/1.1 204 No\r\n\r\n"}) {
            co_await ok(exchange(w, answer));
            EXPECT_TRUE(w.client->complete());
            EXPECT_TRUE(w.client->reusable());
            EXPECT_TRUE(w.client->idle_and_open());
        }
        co_return {};
    });
}

TEST(client_connection, hands_out_pieces_as_they_come) {
    run_io([]() -> task<result<void>> {
        wired w = co_await ok(wire());
        co_await ok(exchange(w, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc"));
        EXPECT_EQ(co_await ok(w.client->next_chunk()), "abc");
        EXPECT_FALSE(w.client->reusable());
        co_await ok(w.server.send("def"));
        EXPECT_EQ(co_await ok(w.client->next_chunk()), "def");
        EXPECT_EQ(co_await ok(w.client->next_chunk()), "");
        EXPECT_EQ(co_await ok(w.client->next_chunk()), "");
        EXPECT_TRUE(w.client->reusable());
        co_return {};
    });
}

TEST(client_connection, refuses_what_is_no_answer) {
    run_io([]() -> task<result<void>> {
        for (const char* garbage :
             {"SSH-2.0-OpenSSH\r\n", "HTTP/1.1 2000 OK\r\n\r\n",
              "HTTP/1.1 200 OK\r\nBad Name: x\r\n\r\n", "HTTP/1.1 101 Switch\r\nUpgrade: x\r\n\r\n",
              "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
            wired w = co_await ok(wire());
            EXPECT_EQ((co_await exchange(w, garbage)).error(), errc::protocol_error) << garbage;
            EXPECT_FALSE(w.client->reusable());
            EXPECT_FALSE(w.client->unanswered());
        }
        wired w = co_await ok(wire());
        co_await ok(exchange(w, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"));
        EXPECT_EQ((co_await w.client->text()).error(), errc::protocol_error);
        EXPECT_FALSE(w.client->reusable());
        co_return {};
    });
}

TEST(client_connection, limits_head_and_body) {
    run_io([]() -> task<result<void>> {
        const std::string huge = "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n";
        wired w = co_await ok(wire());
        EXPECT_EQ((co_await exchange(w, huge)).error(), errc::too_large);
        const std::string abcd = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd";
        wired text = co_await ok(wire());
        co_await ok(exchange(text, abcd));
        EXPECT_EQ((co_await text.client->text(3)).error(), errc::too_large);
        wired discarded = co_await ok(wire());
        co_await ok(exchange(discarded, abcd));
        EXPECT_EQ((co_await discarded.client->discard(3)).error(), errc::too_large);
        wired enough = co_await ok(wire());
        co_await ok(exchange(enough, abcd));
        co_await ok(enough.client->discard(4));
        EXPECT_TRUE(enough.client->reusable());
        co_return {};
    });
}

TEST(client_connection, tells_an_end_before_the_answer_from_one_within) {
    run_io([]() -> task<result<void>> {
        wired silent = co_await ok(wire());
        co_await ok(silent.server.stream().shutdown());
        client_request ask;
        EXPECT_EQ((co_await silent.client->send(ask)).error(), errc::eof);
        EXPECT_TRUE(silent.client->unanswered());
        for (const char* cut : {"HTTP/1.1 200", "HTTP/1.1 100 Go\r\n\r\n"}) {
            wired w = co_await ok(wire());
            co_await ok(w.server.send(cut));
            co_await ok(w.server.stream().shutdown());
            client_request again;
            EXPECT_EQ((co_await w.client->send(again)).error(), errc::eof) << cut;
            EXPECT_FALSE(w.client->unanswered());
            EXPECT_FALSE(w.client->reusable());
        }
        wired body = co_await ok(wire());
        co_await ok(exchange(body, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc"));
        co_await ok(body.server.stream().shutdown());
        EXPECT_EQ((co_await body.client->text()).error(), errc::eof);
        EXPECT_FALSE(body.client->reusable());
        co_return {};
    });
}

TEST(client_connection, sends_nothing_that_it_cannot_write) {
    run_io([]() -> task<result<void>> {
        wired w = co_await ok(wire());
        client_request ask{.target = "/a b"};
        const auto sent = co_await with_timeout(2s, w.client->send(ask));
        EXPECT_EQ(sent.error(), errc::bad_argument);
        co_return {};
    });
}

TEST(client_connection, a_body_that_fails_is_the_error) {
    run_io([]() -> task<result<void>> {
        wired w = co_await ok(wire());
        auto broken = []() -> generator<buffer> {
            co_yield buffer::copy_of("one");
            co_await ok(result<void>(fail(errc::unavailable)));
        };
        client_request ask{.verb = method::post, .stream = broken()};
        const auto sent = co_await with_timeout(2s, w.client->send(ask));
        EXPECT_EQ(sent.error(), errc::unavailable);
        EXPECT_FALSE(w.client->reusable());
        co_return {};
    });
}

TEST(client_connection, reads_the_answer_of_a_server_that_refused_the_body) {
    run_io([]() -> task<result<void>> {
        wired w = co_await ok(wire());
        auto endless = [](raw_peer& server) -> generator<buffer> {
            co_await ok(server.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"));
            // Nothing is left unread when the server closes, so that no reset drops its answer.
            co_await ok(server.until("\r\n\r\n"));
            server.stream().close();
            for (;;) co_yield buffer::copy_of(std::string(10'000, 'x'));
        };
        client_request ask{.verb = method::post, .stream = endless(w.server)};
        co_await ok(w.client->send(ask));
        EXPECT_EQ(to_int(w.client->code()), 413);
        EXPECT_FALSE(w.client->reusable());
        co_return {};
    });
}

TEST(client_connection, is_not_reusable_after_a_stop) {
    run_io([]() -> task<result<void>> {
        wired head = co_await ok(wire());
        client_request ask;
        EXPECT_EQ((co_await with_timeout(10ms, head.client->send(ask))).error(), errc::timed_out);
        EXPECT_FALSE(head.client->reusable());
        wired body = co_await ok(wire());
        co_await ok(exchange(body, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc"));
        EXPECT_EQ((co_await with_timeout(10ms, body.client->text())).error(), errc::timed_out);
        EXPECT_FALSE(body.client->reusable());
        co_return {};
    });
}

TEST(client_connection, knows_when_the_server_left_or_spoke_unasked) {
    run_io([]() -> task<result<void>> {
        for (const bool speaks : {false, true}) {
            wired w = co_await ok(wire());
            EXPECT_TRUE(w.client->idle_and_open());
            if (speaks)
                co_await ok(w.server.send("HTTP/1.1 408 Slow\r\n\r\n"));
            else
                w.server.stream().close();
            co_await ok(wait_for([&] { return !w.client->idle_and_open(); }));
        }
        wired w = co_await ok(wire());
        w.client->close();
        EXPECT_FALSE(w.client->idle_and_open());
        EXPECT_FALSE(w.client->reusable());
        co_return {};
    });
}

}  // namespace
}  // namespace weir
