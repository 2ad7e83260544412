// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/compare.hpp"

#include "load/run_diff.hpp"
#include "load/small_sample.hpp"

#include <cmath>
#include <random>

namespace weir::cli {
namespace {

using testing::HasSubstr;
using verdict = comparison::verdict;

/// Seconds of a target with a mean latency; some seconds are much slower, several in a row.
measured_seconds seconds_of(std::size_t n, double mean_ms, unsigned seed, double bad_share = 0) {
    std::mt19937 random(seed);
    std::exponential_distribution<double> wait(1);
    std::uniform_real_distribution<double> chance;
    measured_seconds made;
    bool slow = false;
    for (std::size_t i = 0; i < n; ++i) {
        slow = chance(random) < (slow ? 0.5 : 0.1);
        measured_second s{.seconds = 1, .ok = 0, .bad = 0, .latency_us = {}};
        for (int r = 0; r < 200; ++r) {
            if (chance(random) < bad_share) {
                ++s.bad;
                continue;
            }
            ++s.ok;
            const double ms = mean_ms * (slow ? 3 : 1) * (0.5 + wait(random) / 2);
            s.latency_us.emplace_back(std::exp(std::round(std::log(ms * 1e3) * 50) / 50), 1);
        }
        made.push_back(std::move(s));
    }
    return made;
}

const comparison& named(const std::vector<comparison>& all, const std::string& measure) {
    return *std::ranges::find(all, measure, &comparison::measure);
}

TEST(compare, false_alarms_are_about_as_rare_as_promised) {
    // 95 % for the five measures of a pair together, though seconds of this target depend on each
    // other, and requests of a second do.
    int alarms = 0;
    for (unsigned run = 0; run < 120; ++run) {
        const auto found = compare(seconds_of(10, 10, 2 * run), seconds_of(10, 10, 2 * run + 1),
                                   {.min_change = 0, .comparisons = 5, .replicates = 1000});
        alarms += std::ranges::count(found, verdict::same, &comparison::what) < 5 ? 1 : 0;
    }
    EXPECT_LE(alarms, 11) << "of 120";
}

TEST(small_sample, knows_students_quantiles) {
    EXPECT_NEAR(normal_quantile(0.975), 1.95996, 1e-4);
    EXPECT_NEAR(normal_quantile(0.9995), 3.29053, 1e-4);
    EXPECT_NEAR(student_quantile(0.975, 6), 2.4469, 0.01);
    EXPECT_NEAR(student_quantile(0.995, 28), 2.7633, 0.001);
    EXPECT_NEAR(small_sample_factor(0.05, 1'000'000), 1, 1e-5);
    EXPECT_GT(small_sample_factor(0.01, 4), small_sample_factor(0.01, 15));
}

TEST(compare, sees_a_change_that_is_larger_than_the_noise) {
    const auto found = compare(seconds_of(60, 10, 1), seconds_of(60, 20, 2), {.comparisons = 5});
    for (const char* measure : {"mean", "p50", "p99"}) {
        const comparison& c = named(found, measure);
        EXPECT_EQ(c.what, verdict::worse) << measure;
        EXPECT_LT(c.low, 1) << measure;
        EXPECT_GT(c.high, 1) << measure << ": twice as much is within the interval";
    }
    const auto back = compare(seconds_of(60, 20, 2), seconds_of(60, 10, 1), {.comparisons = 5});
    EXPECT_EQ(named(back, "p50").what, verdict::better);
}

TEST(compare, calls_nothing_a_change_that_is_too_small) {
    const auto a = seconds_of(200, 10, 1);
    auto b = a;
    for (measured_second& s : b)
        for (auto& [us, count] : s.latency_us) us *= 1.02;
    EXPECT_EQ(named(compare(a, b, {}), "p50").what, verdict::same);
}

TEST(compare, knows_throughput_and_errors) {
    const auto a = seconds_of(60, 10, 1);
    const auto b = seconds_of(60, 10, 2, 0.3);
    const auto found = compare(a, b, {.comparisons = 5});
    EXPECT_EQ(named(found, "ok/s").what, verdict::worse);
    EXPECT_NEAR(named(found, "ok/s").change, -0.3, 0.03);
    EXPECT_EQ(named(found, "errors").what, verdict::worse);
    EXPECT_NEAR(named(found, "errors").change, 0.3, 0.03) << "a difference, not a ratio";
}

TEST(compare, a_few_seconds_prove_nothing) {
    for (const comparison& c : compare(seconds_of(7, 10, 1), seconds_of(60, 99, 2), {}))
        EXPECT_EQ(c.what, verdict::unknown);
    for (const comparison& c : compare({}, {}, {})) EXPECT_EQ(c.what, verdict::unknown);
}

TEST(compare, the_same_files_give_the_same_answer) {
    const auto a = seconds_of(30, 10, 1);
    const auto b = seconds_of(30, 11, 2);
    EXPECT_EQ(named(compare(a, b, {}), "p99").low, named(compare(a, b, {}), "p99").low);
}

TEST(compare, two_points_of_errors_are_no_small_change) {
    const auto found = compare(seconds_of(30, 10, 1), seconds_of(30, 10, 2, 0.02), {});
    EXPECT_EQ(named(found, "errors").what, verdict::worse);
}

TEST(compare, long_runs_are_compared_by_longer_pieces) {
    EXPECT_EQ(
        named(compare(seconds_of(1200, 10, 1), seconds_of(1300, 20, 2), {.replicates = 200}), "p50")
            .what,
        verdict::worse);
}

measured_step step_of(double level, double mean_ms, unsigned seed) {
    return {.target = "http://a/",
            .open = true,
            .level = level,
            .sound = true,
            .series = seconds_of(30, mean_ms, seed)};
}

TEST(run_diff, matches_steps_and_finds_the_regression) {
    const std::vector<measured_step> before{step_of(100, 10, 1), step_of(200, 10, 2)};
    std::vector<measured_step> after{step_of(200, 40, 3), step_of(300, 40, 4)};
    after[0].target = after[1].target = "http://b/";  // one target each: the level matches
    const auto found = diff_runs(before, after, {});
    ASSERT_EQ(found.steps.size(), 1U);
    EXPECT_EQ(found.steps[0].level, 200);
    EXPECT_EQ(found.unmatched, 2U);
    EXPECT_TRUE(found.has_regression());
    EXPECT_THAT(text_of(found, {}), HasSubstr("WORSE"));
    EXPECT_THAT(text_of(found, {}), HasSubstr("2 steps that only one of the runs has"));
}

TEST(run_diff, pairs_repeated_levels_in_their_order) {
    const std::vector<measured_step> before{step_of(100, 10, 1), step_of(100, 10, 2)};
    const std::vector<measured_step> after{step_of(100, 10, 3), step_of(100, 40, 4)};
    const auto found = diff_runs(before, after, {});
    ASSERT_EQ(found.steps.size(), 2U);
    EXPECT_NE(named(found.steps[0].measures, "mean").what, verdict::worse);
    EXPECT_EQ(named(found.steps[1].measures, "mean").what, verdict::worse);
    EXPECT_EQ(found.unmatched, 0U);
}

TEST(run_diff, counts_steps_of_a_longer_run_as_unmatched) {
    const std::vector<measured_step> before{step_of(100, 10, 1), step_of(100, 10, 2),
                                            step_of(100, 10, 5)};
    const auto found = diff_runs(before, {step_of(100, 10, 3)}, {});
    EXPECT_EQ(found.steps.size(), 1U);
    EXPECT_EQ(found.unmatched, 2U);
}

TEST(run_diff, concludes_nothing_from_a_step_that_is_not_sound) {
    std::vector<measured_step> after{step_of(100, 40, 2)};
    after[0].sound = false;
    const auto found = diff_runs({step_of(100, 10, 1)}, after, {});
    EXPECT_FALSE(found.has_regression());
    EXPECT_THAT(text_of(found, {}), HasSubstr("not sound"));
}

TEST(run_file, reads_what_the_report_writes_and_refuses_the_rest) {
    const auto steps = parse_run(R"({"schema": "weir.load/1", "variants": [{"name": "u", "steps": [
        {"users": null, "rate": 50, "certified": false, "series": [
            {"seconds": 1.5, "ok": 3, "errors": 1, "shed": 2, "latency_us": [10.5, 2, 20, 1]}]},
        {"users": 7}]}]})",
                                 "f");
    ASSERT_TRUE(steps) << steps.error();
    ASSERT_EQ(steps->size(), 2U);
    const measured_step& first = steps->front();
    EXPECT_TRUE(first.open);
    EXPECT_EQ(first.level, 50);
    EXPECT_FALSE(first.sound);
    ASSERT_EQ(first.series.size(), 1U);
    EXPECT_EQ(first.series[0].bad, 3U);
    EXPECT_EQ(first.series[0].latency_us.size(), 2U);
    EXPECT_EQ(steps->back().level, 7);
    EXPECT_THAT(parse_run("nonsense", "f").error(), HasSubstr("f is not JSON"));
    EXPECT_THAT(parse_run("[]", "f").error(), HasSubstr("not a report"));
    EXPECT_THAT(parse_run(R"({"schema":"weir.lab.sync-io/1"})", "f").error(),
                HasSubstr("not a report"));
    EXPECT_TRUE(parse_run(R"({"schema":"weir.load/1","variants":[5,{"steps":[5]}]})", "f"));
}

}  // namespace
}  // namespace weir::cli
