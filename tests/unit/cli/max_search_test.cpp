// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/max_search.hpp"

#include <cmath>
#include <functional>
#include <vector>

namespace weir::cli {
namespace {

using outcome = max_search::outcome;

/// Runs a search against a target that does as told; returns the levels it measured.
std::vector<double> run(max_search& search, const std::function<outcome(double)>& target) {
    std::vector<double> levels;
    while (const auto level = search.next()) {
        levels.push_back(*level);
        search.add(target(*level));
        if (levels.size() > 2 * max_search::most_levels) break;
    }
    return levels;
}

outcome up_to(double limit, double level) {
    return level <= limit ? outcome::held : outcome::broke;
}

TEST(max_search, comes_within_its_precision_of_the_limit) {
    for (const double limit : {100.0, 101.0, 777.0, 1600.0, 5000.0, 99'999.0}) {
        max_search search({.from = 100, .to = 1e6, .precision = 0.05, .confirmations = 2});
        const auto levels = run(search, [&](double l) { return up_to(limit, l); });
        ASSERT_TRUE(search.found()) << limit;
        EXPECT_LE(*search.found(), limit);
        EXPECT_GE(*search.found() * 1.05, limit);
        EXPECT_EQ(search.confirmed(), 2U);
        EXPECT_TRUE(search.complete());
        EXPECT_LT(levels.size(), 25U);
    }
}

TEST(max_search, finds_limits_below_its_beginning) {
    max_search search({.from = 1000, .to = 1e6});
    run(search, [&](double l) { return up_to(33, l); });
    EXPECT_NEAR(search.found().value_or(0), 33, 33 * 0.06);
}

TEST(max_search, gives_up_on_a_target_that_never_holds) {
    max_search search({.from = 1000, .to = 1e6});
    const auto levels = run(search, [](double) { return outcome::broke; });
    EXPECT_FALSE(search.found());
    EXPECT_TRUE(search.complete());
    EXPECT_LT(levels.size(), 15U);
}

TEST(max_search, ends_at_the_highest_level_it_may_ask_for) {
    max_search search({.from = 100, .to = 700, .confirmations = 1});
    const auto levels = run(search, [](double) { return outcome::held; });
    EXPECT_EQ(levels, (std::vector<double>{100, 200, 400, 700, 700}));
    EXPECT_EQ(search.found(), 700);
    EXPECT_FALSE(search.broken());
}

TEST(max_search, levels_can_be_typed_again) {
    max_search search({.from = 100, .to = 1e6, .precision = 0.01});
    for (const double level : run(search, [&](double l) { return up_to(7777, l); })) {
        const double scaled = level >= 1000 ? level : level * 10;
        EXPECT_NEAR(scaled, std::round(scaled), 1e-6);
    }
    EXPECT_NEAR(search.found().value_or(0), 7777, 78);
}

TEST(max_search, whole_levels_are_whole) {
    max_search search({.from = 1, .to = 1000, .precision = 0.01, .whole = true});
    for (const double level : run(search, [](double l) { return up_to(13, l); }))
        EXPECT_EQ(level, static_cast<double>(static_cast<int>(level)));
    EXPECT_EQ(search.found(), 13);
    max_search none({.from = 1, .to = 1000, .whole = true});
    EXPECT_EQ(run(none, [](double) { return outcome::broke; }).size(), 1U);
}

TEST(max_search, a_level_that_breaks_when_repeated_was_not_the_limit) {
    max_search search({.from = 100, .to = 1e6, .precision = 0.05, .confirmations = 2});
    int above = 0;  // what lies above 500 holds twice, and then no more
    run(search, [&](double l) {
        if (l <= 500) return outcome::held;
        return l <= 800 && ++above <= 2 ? outcome::held : outcome::broke;
    });
    EXPECT_LE(search.found().value_or(1e9), 500);
    EXPECT_GE(search.found().value_or(0) * 1.06, 500);
    EXPECT_EQ(search.confirmed(), 2U);
}

TEST(max_search, a_level_that_cannot_be_judged_ends_the_way_up) {
    max_search search({.from = 100, .to = 1e6});
    run(search, [](double l) { return l < 3000 ? outcome::held : outcome::unjudged; });
    EXPECT_TRUE(search.limited());
    EXPECT_FALSE(search.broken());
    EXPECT_GE(search.found().value_or(0), 2800);
}

TEST(max_search, a_level_that_could_not_be_judged_once_is_measured_again) {
    max_search search({.from = 100, .to = 800, .confirmations = 0});
    int blips = 1;
    const auto levels = run(search, [&](double l) {
        return l == 400 && blips-- > 0 ? outcome::unjudged : outcome::held;
    });
    EXPECT_EQ(levels, (std::vector<double>{100, 200, 400, 400, 800}));
    EXPECT_FALSE(search.limited());
    EXPECT_EQ(search.found(), 800);
}

TEST(max_search, is_bounded_where_the_target_is_erratic) {
    max_search search({.from = 100, .to = 1e9, .precision = 0.001, .confirmations = 10});
    std::uint64_t state = 1;
    const auto levels = run(search, [&](double) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return (state >> 40) % 2 == 0 ? outcome::held : outcome::broke;
    });
    EXPECT_LE(levels.size(), max_search::most_levels);
}

}  // namespace
}  // namespace weir::cli
