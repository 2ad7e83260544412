// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/histogram.hpp>

#include <cmath>
#include <random>

namespace weir {
namespace {

/// Log-uniform over the whole range, so that every bucket is met.
std::vector<std::uint64_t> log_uniform(std::uint64_t low, std::uint64_t high, std::size_t n) {
    std::mt19937_64 random(n);
    std::uniform_real_distribution<double> exponent(std::log(static_cast<double>(low)),
                                                    std::log(static_cast<double>(high)));
    std::vector<std::uint64_t> values(n);
    for (auto& v : values)
        v = std::clamp(static_cast<std::uint64_t>(std::exp(exponent(random))), low, high);
    return values;
}

histogram filled(const std::vector<std::uint64_t>& values, histogram_range range = {}) {
    histogram h(range);
    for (auto v : values) h.record(v);
    return h;
}

void expect_within(std::uint64_t reported, std::uint64_t exact, double relative) {
    EXPECT_GE(reported, exact) << "a percentile never flatters";
    EXPECT_LE(static_cast<double>(reported - exact), static_cast<double>(exact) * relative);
}

TEST(histogram, is_empty_at_first) {
    const histogram h;
    EXPECT_TRUE(h.empty());
    EXPECT_EQ(h.percentile(0.5), 0U);
    EXPECT_EQ(h.min(), 0U);
    EXPECT_EQ(h.max(), 0U);
    EXPECT_EQ(h.mean(), 0);
    EXPECT_EQ(h.stddev(), 0);
    EXPECT_TRUE(h.percentile_curve().empty());
}

TEST(histogram, percentiles_are_within_a_thousandth_of_the_exact_ones) {
    auto values = log_uniform(1'000, 3'600'000'000'000, 200'000);
    const histogram h = filled(values);
    std::ranges::sort(values);
    for (double q : {0.0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 0.9999, 1.0}) {
        const double rank = std::ceil(q * static_cast<double>(values.size()));
        const auto index = static_cast<std::size_t>(std::max(1.0, rank)) - 1;
        SCOPED_TRACE(q);
        expect_within(h.percentile(q), values[index], 0.001);
    }
    EXPECT_EQ(h.min(), values.front());
    EXPECT_EQ(h.max(), values.back());
    EXPECT_EQ(h.percentile(1.0), values.back());
    EXPECT_EQ(h.count(), values.size());
}

TEST(histogram, each_single_value_is_within_its_digits) {
    for (int digits = 1; digits <= 4; ++digits) {
        const histogram_range range{.lowest = 50, .highest = 1ULL << 50, .digits = digits};
        for (auto v : log_uniform(range.lowest, range.highest, 150)) {
            histogram h(range);
            h.record(v);
            h.record(range.highest);
            SCOPED_TRACE(v);
            expect_within(h.percentile(0.5), v, std::pow(10, -digits));
        }
    }
}

TEST(histogram, a_coarse_lowest_value_still_has_its_digits) {
    const histogram_range range{.lowest = 5'000'000, .highest = 60'000'000'000, .digits = 3};
    for (auto v : log_uniform(range.lowest, range.highest, 150)) {
        histogram h(range);
        h.record(v);
        h.record(range.highest);
        SCOPED_TRACE(v);
        expect_within(h.percentile(0.5), v, 0.001);
    }
}

TEST(histogram, mean_and_stddev_agree_with_the_exact_ones) {
    const auto values = log_uniform(1'000'000, 100'000'000, 50'000);
    const histogram h = filled(values);
    double sum = 0;
    for (auto v : values) sum += static_cast<double>(v);
    const double mean = sum / static_cast<double>(values.size());
    double squares = 0;
    for (auto v : values) squares += std::pow(static_cast<double>(v) - mean, 2);
    const double stddev = std::sqrt(squares / static_cast<double>(values.size()));
    EXPECT_NEAR(h.mean() / mean, 1, 0.0005);
    EXPECT_NEAR(h.stddev() / stddev, 1, 0.001);
}

TEST(histogram, clamps_what_is_above_its_range_and_counts_it) {
    histogram h({.lowest = 1, .highest = 1'000, .digits = 3});
    h.record(1'000);
    EXPECT_EQ(h.clamped(), 0U);
    h.record(1'001);
    h.record(UINT64_MAX, 3);
    EXPECT_EQ(h.clamped(), 4U);
    EXPECT_EQ(h.count(), 5U);
    EXPECT_EQ(h.max(), 1'000U);
    EXPECT_EQ(h.percentile(1), 1'000U);
}

TEST(histogram, keeps_what_is_below_its_range) {
    histogram h;
    h.record(0);
    h.record(7);
    EXPECT_EQ(h.min(), 0U);
    EXPECT_EQ(h.percentile(0.5), 0U);
    EXPECT_EQ(h.percentile(1), 7U);
    EXPECT_EQ(h.clamped(), 0U);
}

TEST(histogram, a_counted_record_equals_so_many_single_ones) {
    histogram counted;
    histogram single;
    counted.record(123'456, 1'000);
    counted.record(9, 0);
    for (int i = 0; i < 1'000; ++i) single.record(123'456);
    EXPECT_EQ(counted.count(), single.count());
    EXPECT_EQ(counted.percentile(0.5), single.percentile(0.5));
    EXPECT_EQ(counted.min(), 123'456U);
    EXPECT_DOUBLE_EQ(counted.mean(), single.mean());
}

TEST(histogram, a_merge_equals_having_recorded_everything_in_one) {
    const auto values = log_uniform(500, 10'000'000'000'000, 30'000);
    histogram all;
    histogram merged;
    std::vector<histogram> parts(3);
    for (std::size_t i = 0; i < values.size(); ++i) {
        all.record(values[i]);
        parts[i % 3].record(values[i]);
    }
    for (const auto& part : parts) merged.merge(part);
    merged.merge(histogram());
    EXPECT_EQ(merged.count(), all.count());
    EXPECT_EQ(merged.clamped(), all.clamped());
    EXPECT_GT(merged.clamped(), 0U);
    EXPECT_EQ(merged.min(), all.min());
    EXPECT_EQ(merged.max(), all.max());
    EXPECT_DOUBLE_EQ(merged.stddev(), all.stddev());
    for (double q = 0; q <= 1; q += 0.01) EXPECT_EQ(merged.percentile(q), all.percentile(q));
}

TEST(histogram, a_quantile_that_falls_on_a_rank_takes_that_rank) {
    histogram h({.lowest = 1, .highest = 1'000, .digits = 3});
    for (std::uint64_t v = 1; v <= 100; ++v) h.record(v);
    for (std::uint64_t percent = 1; percent <= 100; ++percent)
        EXPECT_EQ(h.percentile(static_cast<double>(percent) / 100), percent);
    EXPECT_EQ(h.percentile(-1), 1U);
    EXPECT_EQ(h.percentile(2), 100U);
    EXPECT_EQ(h.percentile(std::nan("")), 1U);
}

TEST(histogram, visits_its_buckets_in_order_with_running_counts) {
    const auto values = log_uniform(1'000, 1'000'000'000, 10'000);
    const histogram h = filled(values);
    std::uint64_t before = 0;
    std::uint64_t above = 0;
    h.for_each([&](const histogram::bucket& b) {
        EXPECT_GE(b.lowest, above);
        EXPECT_GE(b.highest, b.lowest);
        EXPECT_EQ(b.cumulative, before + b.count);
        const auto inside = [&](std::uint64_t v) { return v >= b.lowest && v <= b.highest; };
        EXPECT_EQ(static_cast<std::uint64_t>(std::ranges::count_if(values, inside)), b.count);
        before = b.cumulative;
        above = b.highest + 1;
    });
    EXPECT_EQ(before, values.size());
}

TEST(histogram, its_curve_goes_to_the_nines) {
    histogram h;
    for (std::uint64_t v = 1; v <= 100'000; ++v) h.record(v * 1'000);
    const auto curve = h.percentile_curve(5);
    ASSERT_GT(curve.size(), 5U * 16);
    ASSERT_LT(curve.size(), 5U * 19);
    EXPECT_EQ(curve.front().quantile, 0);
    EXPECT_DOUBLE_EQ(curve[5].quantile, 0.5);
    EXPECT_DOUBLE_EQ(curve[10].quantile, 0.75);
    for (std::size_t i = 0; i < curve.size(); ++i) {
        const double exact = std::max(1.0, std::ceil(curve[i].quantile * 100'000 - 1e-6)) * 1'000;
        EXPECT_NEAR(static_cast<double>(curve[i].value) / exact, 1, 0.001) << curve[i].quantile;
        if (i > 0) {
            EXPECT_GT(curve[i].quantile, curve[i - 1].quantile);
            EXPECT_GE(curve[i].cumulative, curve[i - 1].cumulative);
        }
    }
    EXPECT_EQ(curve.back().quantile, 1);
    EXPECT_EQ(curve.back().value, h.max());
    EXPECT_EQ(curve.back().cumulative, h.count());
}

TEST(histogram, a_curve_of_one_value_is_flat) {
    histogram h;
    h.record(5'000);
    const auto curve = h.percentile_curve();
    ASSERT_EQ(curve.size(), 2U);
    EXPECT_EQ(curve.front().value, 5'000U);
    EXPECT_EQ(curve.back().value, 5'000U);
}

TEST(histogram, reset_forgets_and_keeps_the_memory) {
    histogram h;
    h.record(UINT64_MAX);
    const std::size_t memory = h.memory();
    EXPECT_LT(memory, 300'000U);
    h.reset();
    EXPECT_TRUE(h.empty());
    EXPECT_EQ(h.clamped(), 0U);
    EXPECT_EQ(h.max(), 0U);
    EXPECT_EQ(h.memory(), memory);
    h.record(2'000);
    EXPECT_EQ(h.min(), 2'000U);
    EXPECT_EQ(h.percentile(0.5), 2'000U);
}

TEST(histogram_death, refuses_a_senseless_range_and_a_foreign_merge) {
    EXPECT_DEATH(histogram({.lowest = 10, .highest = 10}), "range of a histogram is empty");
    EXPECT_DEATH(histogram({.lowest = 0, .highest = 10}), "at least 1");
    EXPECT_DEATH(histogram({.lowest = 1, .highest = 10, .digits = 5}), "1 to 4");
    EXPECT_DEATH(histogram({.lowest = 1, .highest = UINT64_MAX}), "above 2\\^62");
    histogram h;
    EXPECT_DEATH(h.merge(histogram({.digits = 2})), "different ranges");
}

}  // namespace
}  // namespace weir
