// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http_test.hpp"
#include "support/http_requests.hpp"

#include <weir/http/server.hpp>

// The table of doubtful requests through a real socket, each followed by a request that a server
// which misreads the first one would serve.

namespace weir {
namespace {

using namespace test;
using http::method;
using http::request;
using http::response;

/// Answers everything with the body that it was sent, and counts requests by their path.
struct mirror {
    mirror() {
        for (const method verb : {method::get, method::post, method::connect, method::options})
            web.route(verb, "/{path...}", [this](request& req) -> handled {
                std::string body = co_await ok(req.text());
                ++(req.path() == "/next" ? seen_next : seen);
                co_return response::text(std::move(body));
            });
    }
    http::server web;
    int seen = 0;
    int seen_next = 0;
};

task<result<void>> expect_refused(const table_request& row, raw_peer& peer, const mirror& m) {
    const int seen = m.seen;
    const answer a = co_await ok(peer.next());
    EXPECT_EQ(a.code, row.refused) << a.body;
    EXPECT_EQ(a.field("Connection"), "close");
    EXPECT_FALSE(a.body.empty()) << "a refusal says why";
    EXPECT_EQ(co_await ok(peer.rest()), "") << "the connection is closed, nothing else is answered";
    EXPECT_EQ(m.seen, seen);
    EXPECT_EQ(m.seen_next, 0);
    co_return {};
}

TEST(smuggling, a_refused_request_is_the_last_of_its_connection) {
    mirror m;
    const auto table = read_table_requests(WEIR_HTTP_REQUESTS);
    std::size_t refused = 0;
    with_server(m.web, [&](address at) -> task<result<void>> {
        for (const table_request& row : table) {
            if (row.refused == 0) continue;
            SCOPED_TRACE(row.name + ", " + row.section);
            raw_peer peer = co_await ok(raw_peer::connect(at));
            co_await ok(peer.send(row.bytes + get("/next") + get("/next")));
            co_await ok(expect_refused(row, peer, m));
            ++refused;
        }
        EXPECT_EQ(m.web.stats().bad_requests, refused);
        co_return {};
    });
    EXPECT_GE(refused, 150U);
}

TEST(smuggling, an_accepted_request_ends_where_it_should) {
    mirror m;
    const auto table = read_table_requests(WEIR_HTTP_REQUESTS);
    with_server(m.web, [&](address at) -> task<result<void>> {
        for (const table_request& row : table) {
            if (row.refused != 0) continue;
            SCOPED_TRACE(row.name + ", " + row.section);
            raw_peer peer = co_await ok(raw_peer::connect(at));
            const int next = m.seen_next;
            co_await ok(peer.send(row.bytes + get("/next", "Connection: close\r\n")));
            const answer a = co_await ok(peer.next());
            EXPECT_EQ(a.code, 200) << a.body;
            const bool hello = row.bytes.contains("hello");
            const bool digits = row.bytes.contains("0123456789");
            EXPECT_EQ(a.body, hello ? "hello" : digits ? "0123456789" : "");
            EXPECT_EQ((co_await ok(peer.next())).code, 200);
            EXPECT_EQ(m.seen_next, next + 1);
            EXPECT_EQ(co_await ok(peer.rest()), "");
        }
        co_return {};
    });
}

TEST(smuggling, garbage_behind_a_request_is_refused_and_not_read_as_its_body) {
    mirror m;
    with_server(m.web, [&](address at) -> task<result<void>> {
        for (const std::string garbage : {"hello", "\r\n\r\n\r\n\r\n\r\n\r\n", "GET\r\n\r\n"}) {
            raw_peer peer = co_await ok(raw_peer::connect(at));
            co_await ok(peer.send(post("/r", "12345") + garbage + "\r\n\r\n" + get("/next")));
            EXPECT_EQ((co_await ok(peer.next())).body, "12345");
            EXPECT_EQ((co_await ok(peer.next())).code, 400);
            EXPECT_EQ(co_await ok(peer.rest()), "");
        }
        EXPECT_EQ(m.seen_next, 0);
        co_return {};
    });
}

}  // namespace
}  // namespace weir
