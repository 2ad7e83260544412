// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/quick_reply.hpp"

#include "diag/admin/access.hpp"

#include <weir/http/request_parser.hpp>

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace weir::inline v0::diag::detail {
namespace {

using namespace std::chrono_literals;

const std::string plain = "GET /livez HTTP/1.1\r\nHost: 127.0.0.1:9464\r\nAccept: */*\r\n\r\n";

std::string body(duration oldest, std::string_view stalls, std::size_t room = 4096) {
    std::string text(room, '?');
    text.resize(write_livez_body(text, oldest, 5s, stalls));
    return text;
}

TEST(quick_request, every_beginning_of_a_plain_request_needs_more) {
    for (std::size_t n = 0; n < plain.size(); ++n)
        EXPECT_EQ(look_at(plain.substr(0, n), {}).verdict, quick_verdict::need_more) << n;
    const quick_request whole = look_at(plain + "more", {});
    EXPECT_EQ(whole.verdict, quick_verdict::livez);
    EXPECT_EQ(whole.size, plain.size());
    EXPECT_TRUE(whole.keep_alive);
}

TEST(quick_request, other_paths_are_known_by_their_first_bytes) {
    EXPECT_EQ(look_at("GET /m", {}).verdict, quick_verdict::other);
    EXPECT_EQ(look_at("POST", {}).verdict, quick_verdict::other);
    EXPECT_EQ(look_at("\r\n", {}).verdict, quick_verdict::other);
}

TEST(quick_request, what_is_not_plain_is_left_to_the_parser) {
    for (const char* doubtful :
         {"GET /livezz HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /livez HTTP/2.0\r\n\r\n",
          "GET /livez HTTP/1.1\r\n\r\n", "GET /livez\r\n\r\n",
          "GET /livez HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
          "GET /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\n",
          "GET /livez HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
          "GET /livez HTTP/1.1\r\nHost : localhost\r\n\r\n",
          "GET /livez HTTP/1.1\r\nHost: localhost\r\n folded\r\n\r\n",
          "GET /livez HTTP/1.1\r\nHost: localhost\r\nA: \x01\r\n\r\n",
          "GET /livez HTTP/1.1\r\nHost: local\nhost\r\n\r\n",
          "GET /livez HTTP/1.1\r\nHost: evil.example\r\n\r\n"})
        EXPECT_EQ(look_at(doubtful, {}).verdict, quick_verdict::other) << doubtful;
}

TEST(quick_request, a_connection_is_kept_only_where_both_want_it) {
    EXPECT_FALSE(look_at("GET /livez HTTP/1.0\r\n\r\n", {}).keep_alive);
    EXPECT_EQ(look_at("GET /livez HTTP/1.0\r\n\r\n", {}).verdict, quick_verdict::livez);
    EXPECT_FALSE(
        look_at("GET /livez HTTP/1.1\r\nHost: [::1]\r\nConnection: close\r\n\r\n", {}).keep_alive);
}

/// What the parser of Weir makes of `bytes`: the size of the request, 0 if it refuses it.
std::size_t parsed_size(std::string_view bytes) {
    http::request_parser parser;
    std::size_t used = 0;
    for (;;) {
        const auto step = parser.feed(bytes.substr(used));
        if (!step || step->event == http::parse_event::need_more) return 0;
        used += step->consumed;
        if (step->event == http::parse_event::complete) return used;
    }
}

TEST(quick_request, never_accepts_what_the_parser_refuses) {
    std::minstd_rand random(1);
    const auto below = [&](std::size_t n) { return random() % n; };
    const std::string marks = "\r\n :\t/?HLXa0\0\x7f\xff";
    unsigned accepted = 0;
    for (int round = 0; round < 50'000; ++round) {
        std::string bytes = plain;
        for (std::size_t changes = below(4); changes > 0; --changes) {
            const std::size_t at = below(bytes.size());
            if (below(2) == 0) bytes.erase(at, below(3));
            bytes.insert(at, 1, marks[below(marks.size())]);
        }
        const quick_request request = look_at(bytes, {});
        if (request.verdict != quick_verdict::livez) continue;
        ++accepted;
        ASSERT_EQ(parsed_size(bytes), request.size) << testing::PrintToString(bytes);
    }
    EXPECT_GT(accepted, 1000U);
}

TEST(livez_body, tells_apart_none_a_short_and_a_long_stall) {
    const std::string_view stalls = "{\"stalls\":[{\"shard\":0}]}\n";
    EXPECT_EQ(body(0s, "{\"stalls\":[]}\n"), "{\"status\":\"ok\"}\n");
    EXPECT_EQ(body(250ms, stalls),
              "{\"status\":\"stalled\",\"oldest_stall_ms\":250,\"liveness_threshold_ms\":5000,"
              "\"stalls\":[{\"shard\":0}]}\n");
    EXPECT_TRUE(body(6s, stalls).starts_with("{\"status\":\"stuck\",\"oldest_stall_ms\":6000,"));
}

TEST(livez_body, stays_json_when_the_stalls_were_cut) {
    const std::string cut = body(1s, "{\"stalls\":[{\"culprit\":\"a\\");
    EXPECT_TRUE(cut.ends_with("\"detail\":\"{ stalls :[{ culprit : a \"}\n")) << cut;
    const std::string long_one = "{\"stalls\":[\"" + std::string(5000, 'x') + "\"]}";
    EXPECT_TRUE(body(1s, long_one, 1000).ends_with("xxx\"}\n"));
}

TEST(admin_access, hosts_that_no_rebinding_can_have) {
    const std::vector<std::string> names{"shop.internal"};
    for (const char* ours :
         {"127.0.0.1", "10.1.2.3:80", "localhost:1", "[::1]:2", "[fe80::1]", "SHOP.internal:3"})
        EXPECT_TRUE(host_is_ours(ours, names)) << ours;
    for (const char* foreign : {"", "evil", "localhost.evil", "1.2.3.4.evil", "[::1]evil", "[::1",
                                "localhost:1x", "127.0.0.1:80:80", "shop.internal.evil"})
        EXPECT_FALSE(host_is_ours(foreign, names)) << foreign;
}

TEST(admin_access, a_secret_is_the_same_only_as_a_whole) {
    EXPECT_TRUE(same_secret("abc", "abc"));
    for (const char* other : {"", "ab", "abd", "abcabc", "abcd"})
        EXPECT_FALSE(same_secret(other, "abc")) << other;
    EXPECT_FALSE(same_secret("", ""));
    EXPECT_EQ(bearer_token("bearer x"), "x");
    EXPECT_EQ(bearer_token("Bearer"), "");
    EXPECT_EQ(bearer_token("Basic x"), "");
}

}  // namespace
}  // namespace weir::inline v0::diag::detail
