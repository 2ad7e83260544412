// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "top/screen.hpp"
#include "top/top_view.hpp"

#include <gtest/gtest.h>

namespace weir::inline v0::cli {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != text.npos;
}

top_snapshot healthy() {
    top_snapshot s;
    s.at = time_point(10s);
    s.live_status = 200;
    s.live = json::parse(R"({"status":"ok"})");
    s.state = json::parse(R"({"program":"shop","process_id":7,"host":"node","uptime_s":75,
        "weir_version":"1.2.3","tiers":{"switches":"rseq","sampler":"perf"},
        "shards":[{"index":0,"state":"waiting","driver":"uring","busy_ms":0,"turn_p50_ms":0.5,
                   "turn_p99_ms":2,"longest_turn_ms":60,"turns":100,"steps":1000,
                   "blocked_steps":3}],
        "pools":[{"name":"db","threads":4,"running":2,"queued":9,"lost":0,"refused":1}],
        "servers":[{"name":"api","ready":true,"connections":5,"in_flight":1,"requests":77}],
        "culprits":[{"function":"lookup","file":"a.cpp","line":9,"blocked":3,"longest_ms":1.5}]})");
    s.stalls = json::parse(R"json({"stalls":[{"id":4,"shard":0,"ended":false,"cause":"lock",
        "begun":"2026-01-01T12:34:56.789Z","culprit":"load(int)","detail":"mutex 0x1",
        "lasted_ms":250}]})json");
    return s;
}

TEST(top_view, shows_what_there_is) {
    const std::string view = top_view("127.0.0.1:1", healthy(), nullptr, false);
    for (const char* part :
         {"weir top 127.0.0.1:1", "shop (process 7 on node), up 1 min 15 s, Weir 1.2.3",
          "Every shard turns.", "waiting", "60 ms", "db", "api", "yes", "#4", "12:34:56", "lock",
          "load(int)", "mutex 0x1", "250 ms ...", "lookup", "a.cpp:9"})
        EXPECT_TRUE(contains(view, part)) << part << "\n" << view;
    EXPECT_FALSE(contains(view, "\x1b"));
}

TEST(top_view, rates_are_growth_over_time) {
    const top_snapshot before = healthy();
    top_snapshot now = healthy();
    now.at = time_point(12s);
    now.state["shards"][0]["turns"] = 300;
    now.state["shards"][0]["steps"] = 0;  // started anew
    const std::string view = top_view("x", now, &before, false);
    EXPECT_TRUE(contains(view, "  100")) << view;
    EXPECT_FALSE(contains(view, "-500")) << view;
}

TEST(top_view, a_stuck_shard_is_named_in_red) {
    top_snapshot s = healthy();
    s.live_status = 503;
    s.live = json::parse(R"json({"status":"stuck","stalls":[
        {"shard":1,"since_ms":6120,"culprit":"hash_all()"}]})json");
    EXPECT_TRUE(contains(top_view("x", s, nullptr, true),
                         "\x1b[1;31mSTUCK: shard 1 in hash_all() for 6.1 s\x1b[0m"));
}

TEST(top_view, says_why_something_is_missing) {
    top_snapshot s = healthy();
    s.state = nullptr;
    s.stalls = nullptr;
    s.trouble = "only /livez answers";
    const std::string view = top_view("x", s, nullptr, false);
    EXPECT_TRUE(contains(view, "Every shard turns.\nonly /livez answers\n")) << view;
}

TEST(top_view, survives_what_it_does_not_know) {
    top_snapshot s = healthy();
    s.live = json::array();
    s.state = json::parse(R"({"shards":[{}, 5, null],"pools":7,"culprits":[{}],"servers":[{}]})");
    s.stalls = json::parse(R"({"stalls":[{}]})");
    EXPECT_TRUE(contains(top_view("x", s, nullptr, true), "SHARD"));
}

TEST(top_view, names_cannot_steer_the_terminal) {
    top_snapshot s = healthy();
    s.state["program"] = "a\x1b[2Jb";
    s.stalls["stalls"][0]["culprit"] = "c\nd\x7f";
    const std::string view = top_view("x", s, nullptr, false);
    EXPECT_FALSE(contains(view, "\x1b"));
    EXPECT_TRUE(contains(view, "c d"));
}

TEST(screen_fit, cuts_lines_but_not_escapes) {
    EXPECT_EQ(fit("abcdef\nxy\nlast", 3, 2), "abc\nxy");
    EXPECT_EQ(fit("\x1b[1mabcdef\x1b[0m", 3, 5), "\x1b[1mabc\x1b[0m");
    EXPECT_EQ(fit("\xc3\xa4\xc3\xb6\xc3\xbc", 2, 1), "\xc3\xa4\xc3\xb6");
    EXPECT_EQ(fit("", 3, 2), "");
}

TEST(age_text, has_two_units_at_most) {
    EXPECT_EQ(age_text(2.54), "2.5 s");
    EXPECT_EQ(age_text(3661), "1 h 1 min");
    EXPECT_EQ(age_text(200'000), "2 d 7 h");
}

}  // namespace
}  // namespace weir::inline v0::cli
