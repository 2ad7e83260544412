// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/lab/latency_figures.hpp>

namespace weir::lab {
namespace {

TEST(latency_figures, are_empty_where_nothing_was_recorded) {
    const latency_figures found =
        figures_of(histogram({.lowest = 1, .highest = 1000, .digits = 2}));
    EXPECT_EQ(found.mean_ms, std::nullopt);
    EXPECT_EQ(found.max_ms, std::nullopt);
    EXPECT_TRUE(found.percentiles.empty());
}

TEST(latency_figures, are_milliseconds_of_recorded_nanoseconds) {
    histogram h({.lowest = 1'000, .highest = 10'000'000'000, .digits = 3});
    h.record(2'000'000, 99);
    h.record(500'000'000, 1);
    const latency_figures found = figures_of(h);
    EXPECT_NEAR(*found.p50_ms, 2, 0.01);
    EXPECT_NEAR(*found.max_ms, 500, 1);
    EXPECT_NEAR(*found.mean_ms, 6.98, 0.1);
    EXPECT_DOUBLE_EQ(found.percentiles.back().first, 1);
}

}  // namespace
}  // namespace weir::lab
