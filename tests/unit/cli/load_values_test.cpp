// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/rates.hpp"
#include "load/scenario.hpp"
#include "load/threshold.hpp"

#include <cstdio>
#include <fstream>

namespace weir::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<double> rates(std::string_view text) {
    std::vector<double> from;
    const auto parsed = parse_rates(text);
    if (!parsed) return {};
    for (const rate_range& r : *parsed) from.push_back(r.from);
    return from;
}

TEST(rates, are_numbers_lists_staircases_and_ramps) {
    EXPECT_THAT(rates("500"), ElementsAre(500));
    EXPECT_THAT(rates("0.5"), ElementsAre(0.5));
    EXPECT_THAT(rates("100,500"), ElementsAre(100, 500));
    EXPECT_THAT(rates("1:1000:400"), ElementsAre(1, 400, 800, 1000));
    EXPECT_THAT(rates("100:2000:950"), ElementsAre(100, 950, 1900, 2000));
    EXPECT_THAT(rates("500:900:200"), ElementsAre(500, 700, 900));
    EXPECT_EQ(parse_rates("100..2000").value().front(), (rate_range{.from = 100, .to = 2000}));
    EXPECT_EQ(parse_rates("1,9..3").value().back(), (rate_range{.from = 9, .to = 3}));
}

TEST(rates, refuse_what_they_cannot_mean) {
    for (const char* text : {"", "0", "-1", "x", "5x", "1e9", "nan", "inf", "1:2", "5:1:1", "1:9:0",
                             "1:1000000:1", "1..", "..5", "1,,2"})
        EXPECT_FALSE(parse_rates(text)) << text;
}

load::step_result step_of(std::uint64_t ok, std::uint64_t failed) {
    load::step_result s;
    s.users = 100;
    s.level = 100;
    s.seconds = 10;
    s.ok = ok;
    s.failed = failed;
    for (std::uint64_t i = 1; i <= ok; ++i) s.latency.record(i * 1'000'000);
    return s;
}

threshold::verdict check(std::string_view text, const load::step_result& s) {
    const auto parsed = threshold::parse(text);
    EXPECT_TRUE(parsed) << text;
    return parsed ? parsed->check(s) : threshold::verdict();
}

TEST(threshold, compares_what_was_measured) {
    const load::step_result s = step_of(100, 0);
    EXPECT_TRUE(check("p99<100ms", s).held);
    EXPECT_FALSE(check("p99<99ms", s).held);
    EXPECT_NEAR(check("p99<99ms", s).value.value_or(0), 99, 0.1);
    EXPECT_EQ(check("p50<1s", s).found, "50.0 ms");
    EXPECT_TRUE(check("max<=101ms", s).held);
    EXPECT_TRUE(check("mean>50ms", s).held);
    EXPECT_TRUE(check("ok_per_s>=10", s).held);
    EXPECT_FALSE(check("ok_per_s>10", s).held);
    EXPECT_TRUE(check("errors%<=0", s).held);
}

TEST(threshold, a_request_without_success_counts_as_infinitely_slow) {
    const load::step_result s = step_of(98, 2);
    EXPECT_TRUE(check("p98<1s", s).held);
    EXPECT_FALSE(check("p99<1h", s).held);
    EXPECT_EQ(check("p99<1h", s).value, std::nullopt);
    EXPECT_TRUE(check("p99>1h", s).held) << "endless is more than an hour";
    EXPECT_FALSE(check("max<1h", s).held);
    EXPECT_NEAR(check("errors%<1", s).value.value_or(0), 2, 1e-9);
}

TEST(threshold, nothing_measured_keeps_no_promise) {
    const load::step_result s = step_of(0, 0);
    for (const char* text : {"p99<1h", "p99>1ms", "mean<1h", "errors%<=100"})
        EXPECT_FALSE(check(text, s).held) << text;
}

TEST(threshold, quantiles_may_be_written_both_ways) {
    const load::step_result s = step_of(1000, 0);
    EXPECT_EQ(check("p99.9<1h", s).value, check("p999<1h", s).value);
    EXPECT_NE(check("p99<1h", s).value, check("p999<1h", s).value);
    EXPECT_EQ(check("p100<1h", s).value, check("max<1h", s).value);
}

TEST(threshold, speaks_of_the_steps_it_names) {
    EXPECT_TRUE(threshold::parse("p99<1s").value().applies_to(true, 5));
    const threshold users = threshold::parse("p99<250ms@users<=2000").value();
    EXPECT_TRUE(users.applies_to(false, 2000));
    EXPECT_FALSE(users.applies_to(false, 2001));
    EXPECT_FALSE(users.applies_to(true, 5)) << "a rate is no number of users";
    EXPECT_TRUE(threshold::parse("p99<1s@rate>100").value().applies_to(true, 101));
}

TEST(threshold, refuses_what_it_cannot_read) {
    for (const char* text : {"", "p99", "p99<", "p99<5", "p99<ms", "p<5ms", "px<5ms", "p101<5ms",
                             "p99.9.9<5ms", "p99=5ms", "errors%<x", "errors%<-1", "latency<5ms",
                             "p99<5ms@", "p99<5ms@users", "p99<5ms@cpu<5", "p99<5ms@users<x"}) {
        const auto parsed = threshold::parse(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_THAT(parsed.error(), HasSubstr("is not a promise")) << text;
    }
}

TEST(scenario, reads_requests) {
    const auto requests = parse_scenario(R"(
[[request]]
weight = 9
path = "/items/{{random:1:1000}}"

[[request]]
method = "POST"
headers = { Content-Type = "application/json", X = "{{n}}" }
body = '{"n": {{n}}}'
)",
                                         "s.toml");
    ASSERT_TRUE(requests) << requests.error();
    ASSERT_EQ(requests->size(), 2U);
    EXPECT_EQ(requests->at(0).weight, 9U);
    EXPECT_EQ(requests->at(0).method, "GET");
    EXPECT_EQ(requests->at(0).path, "/items/{{random:1:1000}}");
    EXPECT_EQ(requests->at(1).weight, 1U);
    EXPECT_EQ(requests->at(1).path, "");
    EXPECT_EQ(requests->at(1).body, R"({"n": {{n}}})");
    EXPECT_THAT(requests->at(1).headers,
                testing::UnorderedElementsAre(testing::Pair("Content-Type", "application/json"),
                                              testing::Pair("X", "{{n}}")));
}

TEST(scenario, sends_a_file_as_it_is) {
    const std::string folder = testing::TempDir();
    std::ofstream(folder + "weir_body.bin") << "{{as it is}}";
    const auto requests =
        parse_scenario("[[request]]\nbody_file = \"weir_body.bin\"\n", folder + "weir_s.toml");
    ASSERT_TRUE(requests) << requests.error();
    EXPECT_EQ(requests->at(0).body, "{{as it is}}");
    EXPECT_TRUE(requests->at(0).literal_body);
    std::remove((folder + "weir_body.bin").c_str());
}

TEST(scenario, names_the_line_of_what_is_wrong) {
    const std::pair<const char*, const char*> cases[] = {
        {"", "s.toml:1: there is no [[request]]"},
        {"[[request]]\nweight = 0", "no request has a weight"},
        {"\n\nnonsense", "s.toml:3: "},
        {"[[request]]\nwieght = 5", "s.toml:2: 'wieght' is not known"},
        {"[[request]]\n\nweight = -1", "s.toml:3: 'weight'"},
        {"[[request]]\nweight = 1.5", "s.toml:2: 'weight'"},
        {"[[request]]\nmethod = 5", "s.toml:2: 'method' is a text"},
        {"[[request]]\nmethod = \"GRAB\"", "s.toml:2: 'GRAB' is not a method"},
        {"[[request]]\npath = \"x\"", "s.toml:2: 'path' begins with /"},
        {"[[request]]\npath = \"/a b\"", "s.toml:2: 'path'"},
        {"[[request]]\npath = \"/{{m}}\"", "s.toml:2: '{{m}}' is not a variable"},
        {"[[request]]\nbody = \"{{n\"", "s.toml:2: '{{' is not closed"},
        {"[[request]]\nheaders = 5", "s.toml:2: 'headers' is a table"},
        {"[[request]]\nheaders = { A = 1 }", "s.toml:2: 'A' is not a header"},
        {"[[request]]\nheaders = { \"A B\" = \"x\" }", "s.toml:2: 'A B' is not a header"},
        {"[[request]]\nbody_file = \"none\"", "s.toml:2: cannot read none"},
        {"[[request]]\nbody = \"a\"\nbody_file = \"b\"", "s.toml:3: cannot read b"},
        {"[request]\nbody = \"a\"", "there is no [[request]]"},
        {"[other]\nbody = \"a\"", "s.toml:1: 'other' is not known"}};
    for (const auto& [text, needle] : cases) {
        const auto requests = parse_scenario(text, "s.toml");
        ASSERT_FALSE(requests) << text;
        EXPECT_THAT(requests.error(), HasSubstr(needle)) << text;
        EXPECT_THAT(requests.error(), testing::Not(HasSubstr("\n"))) << text;
    }
    EXPECT_THAT(read_scenario("/none").error(), HasSubstr("cannot read /none: No such file"));
}

}  // namespace
}  // namespace weir::cli
