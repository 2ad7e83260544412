// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/arrival_schedule.hpp"

#include <cmath>
#include <vector>

namespace weir::load {
namespace {

using namespace std::chrono_literals;

std::vector<double> all_of(arrival_schedule schedule) {
    std::vector<double> seconds;
    while (const auto at = schedule.next())
        seconds.push_back(std::chrono::duration<double>(*at).count());
    return seconds;
}

std::size_t count_between(const std::vector<double>& times, double from, double to) {
    return static_cast<std::size_t>(
        std::ranges::count_if(times, [&](double t) { return t >= from && t < to; }));
}

TEST(arrival_schedule, constant_requests_are_evenly_spaced) {
    const auto times = all_of({{.warmup = 1s, .measure = 2s, .rate = 10}, arrivals::constant, 1});
    ASSERT_EQ(times.size(), 30U);
    for (std::size_t i = 0; i < times.size(); ++i)
        EXPECT_NEAR(times[i], static_cast<double>(i) / 10, 1e-8);
}

TEST(arrival_schedule, rates_below_one_a_second_work) {
    const auto times = all_of({{.warmup = 0s, .measure = 9s, .rate = 0.25}, arrivals::constant, 1});
    EXPECT_EQ(times, (std::vector<double>{0, 4, 8}));
}

TEST(arrival_schedule, a_ramp_has_the_area_under_the_line) {
    const step_plan step{.warmup = 1s, .measure = 10s, .rate = 100, .rate_end = 300};
    const auto times = all_of({step, arrivals::constant, 1});
    EXPECT_NEAR(static_cast<double>(times.size()), 100 + 2000, 1);
    EXPECT_NEAR(static_cast<double>(count_between(times, 0, 1)), 100, 1);
    EXPECT_NEAR(static_cast<double>(count_between(times, 1, 2)), 110, 1);
    EXPECT_NEAR(static_cast<double>(count_between(times, 10, 11)), 290, 1);
}

TEST(arrival_schedule, a_ramp_may_fall) {
    const step_plan step{.warmup = 0s, .measure = 10s, .rate = 300, .rate_end = 100};
    const auto times = all_of({step, arrivals::constant, 1});
    EXPECT_NEAR(static_cast<double>(times.size()), 2000, 1);
    EXPECT_NEAR(static_cast<double>(count_between(times, 9, 10)), 110, 1);
}

TEST(arrival_schedule, poisson_gaps_have_the_mean_and_spread_of_an_exponential) {
    const auto times =
        all_of({{.warmup = 0s, .measure = 100s, .rate = 1000}, arrivals::poisson, 7});
    EXPECT_NEAR(static_cast<double>(times.size()), 100'000, 1500) << "five standard deviations";
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 1; i < times.size(); ++i) {
        const double gap = times[i] - times[i - 1];
        ASSERT_GE(gap, 0);
        sum += gap;
        squares += gap * gap;
    }
    const double n = static_cast<double>(times.size() - 1);
    const double mean = sum / n;
    EXPECT_NEAR(std::sqrt(squares / n - mean * mean) / mean, 1, 0.03);
}

TEST(arrival_schedule, the_same_seed_repeats_itself) {
    const step_plan step{.warmup = 0s, .measure = 1s, .rate = 500};
    EXPECT_EQ(all_of({step, arrivals::poisson, 3}), all_of({step, arrivals::poisson, 3}));
    EXPECT_NE(all_of({step, arrivals::poisson, 3}), all_of({step, arrivals::poisson, 4}));
}

}  // namespace
}  // namespace weir::load
