// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/fatal.hpp>
#include <weir/base/histogram.hpp>

#include <cmath>

namespace weir::inline v0 {
namespace {

std::uint64_t power_of_ten(int digits) {
    std::uint64_t power = 1;
    while (digits-- > 0) power *= 10;
    return power;
}

histogram_range checked(histogram_range range) {
    require(range.digits >= 1 && range.digits <= 4, "a histogram has 1 to 4 significant digits");
    require(range.lowest >= 1, "the lowest value of a histogram is at least 1");
    require(range.lowest < range.highest, "the range of a histogram is empty");
    require(range.highest < std::uint64_t{1} << 62, "the range of a histogram ends above 2^62");
    return range;
}

double middle(const histogram::bucket& b) {
    return static_cast<double>(b.lowest) + static_cast<double>(b.highest - b.lowest) / 2;
}

}  // namespace

// The promise holds because a unit is at most lowest / 10^digits, and because every bucket above
// the linear part splits a doubling of the value into at least 10^digits steps.
histogram::histogram(histogram_range range)
    : range_(checked(range)),
      unit_bits_(std::max(
          0, static_cast<int>(std::bit_width(range.lowest / power_of_ten(range.digits))) - 1)),
      linear_bits_(static_cast<int>(std::bit_width(2 * power_of_ten(range.digits) - 1))),
      linear_mask_((std::uint64_t{1} << linear_bits_) - 1),
      counts_(index_of(range.highest) + 1) {}

void histogram::merge(const histogram& other) noexcept {
    require(range_ == other.range_, "histograms of different ranges cannot be merged");
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    count_ += other.count_;
    clamped_ += other.clamped_;
    min_ = std::min(min_, other.min_);
    max_ = std::max(max_, other.max_);
}

void histogram::reset() noexcept {
    std::ranges::fill(counts_, 0);
    count_ = clamped_ = max_ = 0;
    min_ = UINT64_MAX;
}

std::uint64_t histogram::percentile(double quantile) const noexcept {
    if (count_ == 0) return 0;
    // One ulp less, or 0.07 of 100 values would ask for the eighth. Order matters for a NaN.
    const double share = std::min(1.0, std::max(0.0, std::nextafter(quantile, 0.0)));
    const double wanted = std::ceil(share * static_cast<double>(count_));
    const auto rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(wanted), 1, count_);
    std::uint64_t cumulative = 0;
    std::size_t i = 0;
    while ((cumulative += counts_[i]) < rank) ++i;
    return std::min(lowest_of(i + 1) - 1, max_);
}

double histogram::mean() const noexcept {
    double sum = 0;
    for_each([&](const bucket& b) { sum += middle(b) * static_cast<double>(b.count); });
    return count_ == 0 ? 0 : sum / static_cast<double>(count_);
}

double histogram::stddev() const noexcept {
    const double average = mean();
    double squares = 0;
    for_each([&](const bucket& b) {
        const double distance = middle(b) - average;
        squares += distance * distance * static_cast<double>(b.count);
    });
    return count_ == 0 ? 0 : std::sqrt(squares / static_cast<double>(count_));
}

std::vector<histogram::point> histogram::percentile_curve(unsigned ticks) const {
    require(ticks >= 1, "a percentile curve needs at least one point per halving");
    std::vector<point> curve;
    double quantile = 0;
    double step = 0.5 / ticks;
    unsigned tick = 0;
    const auto total = static_cast<double>(count_);
    for_each([&](const bucket& b) {
        const double reached = static_cast<double>(b.cumulative) / total;
        while (quantile <= reached && (1 - quantile) * total >= 1) {
            curve.push_back({quantile, std::min(b.highest, max_), b.cumulative});
            quantile += step;
            if (++tick % ticks == 0) step /= 2;
        }
    });
    if (count_ != 0) curve.push_back({1, max_, count_});
    return curve;
}

}  // namespace weir::inline v0
