// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "admin_client.hpp"
#include "support/log_capture.hpp"

#include <weir/base/error.hpp>
#include <weir/diag/admin.hpp>
#include <weir/diag/exported.hpp>
#include <weir/http/server.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace weir::inline v0::diag {
namespace {

using test::admin_client;
using test::ask;
using test::get;
using test::post;
using test::status_of;

constexpr const char* token = "a-token-of-enough-length";
constexpr const char* bearer = "Authorization: Bearer a-token-of-enough-length\r\n";

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != text.npos;
}

class admin : public testing::Test {
protected:
    /// Starts a listener on a free port and returns its address.
    std::string start(admin_options options = {}) {
        options.address = "127.0.0.1:0";
        listener_ = std::make_unique<admin_listener>(std::move(options));
        const result<void> started = listener_->start();
        EXPECT_TRUE(started) << started.error().message();
        return listener_->address();
    }
    std::string start_with_token() { return start({.address = {}, .token = token}); }

    std::unique_ptr<admin_listener> listener_;
};

TEST_F(admin, other_than_loopback_needs_a_token_and_says_so) {
    const test::log_capture log;
    admin_listener everywhere({.address = "0.0.0.0:0"});
    const result<void> started = everywhere.start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error(), errc::bad_argument);
    ASSERT_EQ(log.lines().size(), 1U);
    EXPECT_TRUE(contains(log.lines()[0], "needs a token")) << log.lines()[0];
    EXPECT_TRUE(everywhere.address().empty());
}

TEST_F(admin, other_than_loopback_starts_with_a_token) {
    admin_listener everywhere({.address = "0.0.0.0:0", .token = token});
    EXPECT_TRUE(everywhere.start());
}

TEST_F(admin, a_token_that_can_be_guessed_is_refused) {
    const test::log_capture log;
    EXPECT_FALSE(admin_listener({.address = "127.0.0.1:0", .token = "short"}).start());
    EXPECT_FALSE(
        admin_listener({.address = "127.0.0.1:0", .token = "with spaces inside it"}).start());
    EXPECT_EQ(log.lines().size(), 2U);
}

TEST_F(admin, an_address_that_is_none_is_refused) {
    const test::log_capture log;
    EXPECT_FALSE(admin_listener({.address = "localhost:80"}).start());
    EXPECT_FALSE(admin_listener({.address = "unix:/tmp/x"}).start());
    EXPECT_EQ(log.lines().size(), 2U);
}

TEST_F(admin, a_port_in_use_is_the_systems_error_and_a_later_start_works) {
    const std::string taken = start();
    admin_listener second({.address = taken});
    EXPECT_EQ(second.start().error(), std::errc::address_in_use);
    listener_.reset();
    EXPECT_TRUE(second.start());
}

TEST_F(admin, livez_answers_twice_on_one_connection) {
    admin_client client(start());
    client.send(
        "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
        "HEAD /livez?x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    const std::string both = client.rest();
    EXPECT_TRUE(contains(both, "{\"status\":\"ok\"}\nHTTP/1.1 200 OK\r\n")) << both;
    EXPECT_TRUE(both.ends_with("\r\n\r\n")) << both;  // no body for HEAD
}

TEST_F(admin, a_connection_goes_from_the_general_path_back_to_livez) {
    const std::string at = start();
    admin_client client(at);
    client.send("GET /readyz HTTP/1.1\r\nHost: " + at +
                "\r\n\r\nGET /livez HTTP/1.1\r\nHost: " + at + "\r\n\r\n");
    EXPECT_TRUE(contains(client.until("\"ok\"}"), "{\"ready\":true}\nHTTP/1.1 200"));
    client.send("GET /readyz HTTP/1.1\r\nHost: " + at + "\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(client.rest().ends_with("{\"ready\":true}\n"));
}

TEST_F(admin, a_foreign_name_is_refused_on_every_path) {
    const std::string at = start({.address = {}, .hosts = {"shop.internal"}});
    for (const std::string path : {"/livez", "/", "/metrics"}) {
        const auto with = [&](const std::string& host) {
            return status_of(ask(at, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n"));
        };
        EXPECT_EQ(with("evil.example"), "HTTP/1.1 421 Misdirected Request") << path;
        EXPECT_EQ(with("127.0.0.1.evil.example:9464"), "HTTP/1.1 421 Misdirected Request");
        EXPECT_EQ(with("shop.internal:9464"), "HTTP/1.1 200 OK") << path;
        EXPECT_EQ(with("[::1]:9464"), "HTTP/1.1 200 OK") << path;
        EXPECT_EQ(with("LOCALHOST"), "HTTP/1.1 200 OK") << path;
    }
}

TEST_F(admin, a_page_of_another_site_may_only_link_to_the_inspector) {
    const std::string at = start();
    const char* foreign = "Sec-Fetch-Site: cross-site\r\n";
    EXPECT_EQ(status_of(get(at, "/debug/stalls", foreign)), "HTTP/1.1 403 Forbidden");
    EXPECT_EQ(status_of(get(at, "/", foreign)), "HTTP/1.1 200 OK");
    EXPECT_EQ(status_of(get(at, "/debug/stalls", "Sec-Fetch-Site: same-origin\r\n")),
              "HTTP/1.1 200 OK");
}

TEST_F(admin, a_token_is_asked_for_where_there_is_data) {
    const std::string at = start_with_token();
    for (const char* open : {"/", "/livez", "/readyz"})
        EXPECT_EQ(status_of(get(at, open)), "HTTP/1.1 200 OK") << open;
    for (const char* data : {"/metrics", "/events", "/debug/shards", "/debug/stalls",
                             "/debug/tasks", "/debug/handles", "/debug/requests", "/debug/profile"})
        EXPECT_EQ(status_of(get(at, data)), "HTTP/1.1 401 Unauthorized") << data;
    EXPECT_EQ(status_of(get(at, "/debug/stalls", bearer)), "HTTP/1.1 200 OK");
    EXPECT_EQ(status_of(get(at, std::string("/debug/stalls?token=") + token)), "HTTP/1.1 200 OK");
    EXPECT_EQ(status_of(get(at, "/debug/stalls?token=a-token-of-enough-lengtH")),
              "HTTP/1.1 401 Unauthorized");
    EXPECT_EQ(status_of(get(at, "/debug/stalls", "Authorization: Basic YTpi\r\n")),
              "HTTP/1.1 401 Unauthorized");
}

TEST_F(admin, an_action_is_a_post_with_the_token_in_a_header) {
    const std::string at = start_with_token();
    EXPECT_EQ(status_of(get(at, "/actions/profile", bearer)), "HTTP/1.1 405 Method Not Allowed");
    EXPECT_TRUE(contains(get(at, "/actions/profile", bearer), "\r\nAllow: POST\r\n"));
    EXPECT_EQ(status_of(post(at, std::string("/actions/profile?token=") + token)),
              "HTTP/1.1 401 Unauthorized");
    // No shard runs here, so there is nothing to write.
    EXPECT_EQ(status_of(post(at, "/actions/profile", bearer)), "HTTP/1.1 409 Conflict");
}

TEST_F(admin, without_a_token_there_are_no_actions) {
    const std::string answer = post(start(), "/actions/profile");
    EXPECT_EQ(status_of(answer), "HTTP/1.1 403 Forbidden");
    EXPECT_TRUE(contains(answer, "WEIR_ADMIN_TOKEN")) << answer;
}

TEST_F(admin, what_is_not_there_is_said_as_json) {
    const std::string at = start();
    EXPECT_EQ(status_of(get(at, "/nothing")), "HTTP/1.1 404 Not Found");
    EXPECT_TRUE(contains(get(at, "/nothing"), "{\"error\":\""));
    EXPECT_EQ(status_of(post(at, "/metrics")), "HTTP/1.1 405 Method Not Allowed");
    EXPECT_EQ(status_of(get(at, "/debug/stalls?limit=none")), "HTTP/1.1 400 Bad Request");
    EXPECT_EQ(status_of(get(at, "/debug/profile?seconds=61")), "HTTP/1.1 400 Bad Request");
    EXPECT_EQ(status_of(get(at, "/debug/profile?format=pdf")), "HTTP/1.1 400 Bad Request");
}

TEST_F(admin, a_request_without_end_is_refused) {
    admin_client client(start());
    client.send("GET /" + std::string(20'000, 'x'));
    EXPECT_EQ(status_of(client.until("\r\n\r\n")), "HTTP/1.1 414 URI Too Long");
}

TEST_F(admin, answers_forbid_what_a_page_might_do_with_them) {
    const std::string at = start();
    const std::string data = get(at, "/debug/stalls");
    EXPECT_TRUE(contains(data, "Content-Security-Policy: default-src 'none'")) << data;
    EXPECT_TRUE(contains(data, "X-Content-Type-Options: nosniff")) << data;
    EXPECT_FALSE(contains(data, "Access-Control")) << data;
    EXPECT_TRUE(contains(get(at, "/"), "frame-ancestors 'none'"));
}

TEST_F(admin, more_connections_than_places_leave_one_for_livez) {
    const std::string at = start();
    std::vector<std::unique_ptr<admin_client>> silent;
    for (int i = 0; i < 40; ++i) silent.push_back(std::make_unique<admin_client>(at));
    EXPECT_EQ(status_of(get(at, "/livez")), "HTTP/1.1 200 OK");
    EXPECT_EQ(status_of(get(at, "/metrics")), "HTTP/1.1 200 OK");
}

TEST_F(admin, a_ninth_subscriber_is_refused) {
    const std::string at = start();
    std::vector<std::unique_ptr<admin_client>> subscribers;
    for (int i = 0; i < 8; ++i) {
        subscribers.push_back(std::make_unique<admin_client>(at));
        subscribers.back()->send("GET /events HTTP/1.1\r\nHost: " + at + "\r\n\r\n");
        EXPECT_TRUE(
            contains(subscribers.back()->until("\n\nevent: shards\ndata: {"), "event-stream"));
    }
    EXPECT_EQ(status_of(get(at, "/events")), "HTTP/1.1 503 Service Unavailable");
    subscribers.clear();
}

TEST_F(admin, readiness_follows_the_program_and_its_servers) {
    const std::string at = start();
    set_ready(false, "warming up");
    EXPECT_TRUE(contains(get(at, "/readyz"), "{\"ready\":false,\"why\":\"warming up\"}"));
    set_ready(true);
    http::server web;
    const exported shown("api", web);
    EXPECT_EQ(status_of(get(at, "/readyz")), "HTTP/1.1 200 OK");
    web.drain();
    const std::string answer = get(at, "/readyz");
    EXPECT_EQ(status_of(answer), "HTTP/1.1 503 Service Unavailable");
    EXPECT_TRUE(contains(answer, "draining: api")) << answer;
}

TEST_F(admin, it_ends_while_clients_are_connected) {
    admin_client reading(start());
    reading.send("GET /debug/profile?seconds=60 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    listener_.reset();
    EXPECT_EQ(reading.rest(), "");
}

}  // namespace
}  // namespace weir::inline v0::diag
