// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/loop_verdict.hpp"
#include "lab/event_loop/stall_reader.hpp"

#include <weir/lab/event_loop_report.hpp>
#include <weir/lab/report.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace weir::lab {
namespace {

using nlohmann::json;

loop_route route(std::string path, bool harms, double before, double during) {
    loop_route r;
    r.path = std::move(path);
    r.harms = harms;
    r.function = harms ? "derive_key" : "";
    r.before.p99_ms = before;
    r.during.p99_ms = during;
    r.after.p99_ms = before;
    r.calls.ok = 3;
    r.calls.p50_ms = 150;
    r.calls.cpu_ms = 149;
    r.stalls.watched = true;
    return r;
}

loop_subject crypto() {
    loop_subject s{.name = "crypto", .title = "Heavy cryptography"};
    s.routes = {route("/block", true, 1, 150), route("/yielding", false, 1, 2.5)};
    s.routes.front().stalls = {.watched = true,
                               .count = 3,
                               .longest_ms = 151,
                               .cause = "cpu",
                               .culprit = "derive_key(unsigned int)",
                               .named_by = "culprit",
                               .record = R"({"id":7})"};
    return s;
}

bool held(const loop_subject& s, std::string_view name) {
    const auto checks = checks_of(s, {});
    const auto found =
        std::ranges::find_if(checks, [&](const report_check& c) { return c.name.contains(name); });
    EXPECT_NE(found, checks.end()) << name;
    return found != checks.end() && found->held;
}

TEST(loop_verdict, holds_where_the_harm_is_named_and_the_cure_is_flat) {
    const auto checks = checks_of(crypto(), {});
    EXPECT_EQ(checks.size(), 5U);
    EXPECT_TRUE(std::ranges::all_of(checks, &report_check::held));
}

TEST(loop_verdict, says_that_a_harm_without_effect_was_not_borne_out) {
    loop_subject s = crypto();
    s.routes.front().during.p99_ms = 4.9;
    EXPECT_FALSE(held(s, "/block harms"));
    EXPECT_THAT(overall_verdict({s}, checks_of(s, {})), testing::HasSubstr("Not borne out"));
}

TEST(loop_verdict, says_that_a_stall_was_not_named) {
    loop_subject s = crypto();
    s.routes.front().stalls.named_by = "";
    EXPECT_FALSE(held(s, "the stall is named"));
    s.routes.front().stalls.watched = false;
    EXPECT_EQ(checks_of(s, {}).size(), 4U) << "who does not look makes no claim";
}

TEST(loop_verdict, says_that_a_cure_does_not_cure) {
    loop_subject s = crypto();
    s.routes.back().during.p99_ms = 38;
    EXPECT_FALSE(held(s, "/yielding cures"));
    s.routes.back().during.p99_ms = 37;
    EXPECT_TRUE(held(s, "/yielding cures")) << "a quarter of the harm";
    s.routes.back().before.p99_ms = 30;
    s.routes.back().during.p99_ms = 80;
    EXPECT_TRUE(held(s, "/yielding cures")) << "three times what it was";
}

TEST(loop_verdict, does_not_count_calls_that_failed_as_a_cure) {
    loop_subject s = crypto();
    s.routes.back().calls.errors = 1;
    EXPECT_FALSE(held(s, "/yielding answers"));
    EXPECT_THAT(route_verdict(s.routes.back(), s.routes.front()), testing::HasSubstr("1 call and"));
}

TEST(loop_verdict, tells_what_a_cure_costs) {
    loop_subject s = crypto();
    s.routes.back().calls.p50_ms = 160;
    EXPECT_THAT(
        route_verdict(s.routes.back(), s.routes.front()),
        testing::HasSubstr("A call took 160 ms where /block took 150 ms, and 149 ms of CPU"));
}

TEST(event_loop_report, is_part_of_the_json) {
    report r;
    r.subjects = {crypto()};
    r.subjects.front().routes.front().flame = {{"shard 0;derive_key", 150'000}};
    r.checks = checks_of(r.subjects.front(), {});
    const json parsed = json::parse(to_json(r));
    const json& block = parsed["subjects"][0]["routes"][0];
    EXPECT_EQ(block["ping"]["during"]["p99_ms"], 150);
    EXPECT_EQ(block["ping"]["during"]["p50_ms"], nullptr) << "not measured is not zero";
    EXPECT_EQ(block["stalls"]["record"]["id"], 7);
    EXPECT_EQ(block["flame"][0][1], 150'000);
    EXPECT_EQ(parsed["subjects"][0]["routes"][1]["function"], nullptr);
    EXPECT_EQ(parsed["checks"].size(), 5U);
    EXPECT_FALSE(json::parse(to_json(report())).contains("subjects"));
}

constexpr std::string_view records = R"json([
 {"id":9,"cause":"cpu","culprit":"other","lasted_ms":900,"stack":[{"function":"other"}]},
 {"id":8,"cause":"cpu","culprit":"sha256","lasted_ms":80,"stack":[{"function":"derive_key(int)"
}]
},
 {"id":7,"cause":"lock","culprit":"","lasted_ms":99,"awaiting":[{"function":"derive_key"}]},
 {"id":6,"cause":"cpu","culprit":"derive_key","lasted_ms":500}])json";

TEST(stall_reader, takes_what_is_new_and_prefers_a_record_that_names_the_function) {
    const auto found = parse_stalls(records, 6, "derive_key");
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->watched);
    EXPECT_EQ(found->count, 3U);
    EXPECT_EQ(found->named_by, "await chain");
    EXPECT_EQ(json::parse(found->record)["id"], 7) << "the longest of those that name it";
    EXPECT_EQ(parse_stalls(records, 7, "derive_key")->named_by, "stack");
    EXPECT_EQ(parse_stalls(records, 5, "derive_key")->named_by, "culprit");
    EXPECT_EQ(parse_stalls(records, 8, "derive_key")->named_by, "");
    EXPECT_EQ(parse_stalls(records, 9, "derive_key")->count, 0U);
}

TEST(stall_reader, tells_an_unwatched_server_from_one_without_stalls) {
    EXPECT_FALSE(parse_stalls("null", 0, "x")->watched);
    EXPECT_TRUE(parse_stalls("[]", 0, "x")->watched);
}

TEST(stall_reader, refuses_what_is_no_list_of_records) {
    for (const char* text : {"", "{}", "[", "7"}) EXPECT_FALSE(parse_stalls(text, 0, "x")) << text;
    EXPECT_FALSE(parse_stalls(R"([{"id":"seven"}])", 0, "x"));
    EXPECT_EQ(parse_stalls(R"([1,null])", 0, "x")->count, 0U);
}

TEST(stall_reader, reads_collapsed_stacks_the_heaviest_first) {
    const auto lines = parse_collapsed("shard 0;a 5\nshard 0;b c 70\nno weight\n\nzero 0\nlast 6");
    EXPECT_EQ(lines, (std::vector<flame_line>{{"shard 0;b c", 70}, {"last", 6}, {"shard 0;a", 5}}));
}

TEST(stall_reader, cuts_stacks_that_recurse_and_adds_up_what_becomes_equal) {
    std::string deep = "shard 0";
    for (int i = 0; i < 500; ++i) deep += ";" + std::string(300, 'x');
    const auto lines = parse_collapsed(deep + ";a 5\n" + deep + ";b 6\n");
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines.front().second, 11U);
    EXPECT_LT(lines.front().first.size(), 5000U);
}

}  // namespace
}  // namespace weir::lab
