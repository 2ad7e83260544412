// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A log-linear histogram of durations or sizes: records in a few nanoseconds, keeps a promised
/// relative precision over many orders of magnitude, and merges without loss.
///
/// Values are `uint64_t` in any unit, by default nanoseconds from 1 us to 1 h with 3 significant
/// digits: every value in that range is reported within 0.1 %. Smaller ones are kept with the
/// absolute precision of the lowest, larger ones are counted as the highest and in `clamped()`.
/// Memory is fixed at construction (270 KB by default, 45 KB with 2 digits).
///
///     histogram latency;
///     latency.record(1'250'000);
///     latency.merge(other_shards_latency);
///     auto p99 = latency.percentile(0.99);
///
/// Equal to Gil Tene's HdrHistogram in its answers: a percentile is the highest value that cannot
/// be told from the recorded one, so it never flatters. Not thread-safe: one per shard, merged.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace weir::inline v0 {

/// The range and precision of a histogram; `lowest` < `highest`, 1 to 4 `digits`.
struct histogram_range {
    std::uint64_t lowest = 1'000;
    std::uint64_t highest = 3'600'000'000'000;
    int digits = 3;

    friend bool operator==(const histogram_range&, const histogram_range&) = default;
};

class histogram {
public:
    /// A set of values that the histogram does not tell apart, and how many are at most that large.
    struct bucket {
        std::uint64_t lowest;      ///< smallest value of the bucket
        std::uint64_t highest;     ///< largest value of the bucket
        std::uint64_t count;       ///< recorded in this bucket
        std::uint64_t cumulative;  ///< recorded in this bucket and all below
    };

    /// One point of a percentile curve: a share `quantile` of the values is at most `value`.
    struct point {
        double quantile;
        std::uint64_t value;
        std::uint64_t cumulative;
    };

    /// A range outside its documented limits is fatal.
    explicit histogram(histogram_range range = {});

    void record(std::uint64_t value, std::uint64_t count = 1) noexcept {
        const std::uint64_t kept = std::min(value, range_.highest);
        counts_[index_of(kept)] += count;
        count_ += count;
        clamped_ += value == kept ? 0 : count;
        min_ = std::min(min_, count == 0 ? min_ : kept);
        max_ = std::max(max_, count == 0 ? 0 : kept);
    }

    /// Adds all that `other` has recorded. Its range must be the same, anything else is fatal.
    void merge(const histogram& other) noexcept;

    /// Forgets all values; keeps the memory.
    void reset() noexcept;

    /// The smallest reportable value that at least a share `quantile` (0 to 1) of the recorded
    /// values does not exceed; never above `max()`. 0 when empty.
    [[nodiscard]] std::uint64_t percentile(double quantile) const noexcept;

    /// The exact smallest and largest value, after clamping; 0 when empty.
    [[nodiscard]] std::uint64_t min() const noexcept { return count_ == 0 ? 0 : min_; }
    [[nodiscard]] std::uint64_t max() const noexcept { return max_; }

    /// Mean and standard deviation, to the precision of the range; 0 when empty.
    [[nodiscard]] double mean() const noexcept;
    [[nodiscard]] double stddev() const noexcept;

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    [[nodiscard]] bool empty() const noexcept { return count_ == 0; }

    /// How many values were above the range and counted as its highest.
    [[nodiscard]] std::uint64_t clamped() const noexcept { return clamped_; }

    [[nodiscard]] const histogram_range& range() const noexcept { return range_; }
    [[nodiscard]] std::size_t memory() const noexcept {
        return counts_.size() * sizeof(std::uint64_t);
    }

    /// Calls `visit(bucket)` for each bucket that holds values, in ascending order.
    template <class Visitor>
    void for_each(Visitor&& visit) const {
        std::uint64_t cumulative = 0;
        for (std::size_t i = 0; i < counts_.size() && cumulative < count_; ++i) {
            if (counts_[i] == 0) continue;
            cumulative += counts_[i];
            visit(bucket{lowest_of(i), lowest_of(i + 1) - 1, counts_[i], cumulative});
        }
    }

    /// The curve for a plot "to the nines": `ticks` points between 0 and 0.5, as many between 0.5
    /// and 0.75, and so on, halving the distance to 1 until every value is covered. The last
    /// point is (1, max). Empty when nothing was recorded.
    [[nodiscard]] std::vector<point> percentile_curve(unsigned ticks = 5) const;

private:
    /// Bucket b > 0 covers [2^(linear_bits + b - 1), 2^(linear_bits + b)) in units, in as many
    /// steps as half of the linear part; the linear part is bucket 0 and has steps of one unit.
    [[nodiscard]] std::size_t index_of(std::uint64_t value) const noexcept {
        const std::uint64_t units = value >> unit_bits_;
        const int bucket = std::bit_width(units | linear_mask_) - linear_bits_;
        return (static_cast<std::size_t>(bucket) << (linear_bits_ - 1)) + (units >> bucket);
    }

    /// The smallest value with that index: the inverse of `index_of`.
    [[nodiscard]] std::uint64_t lowest_of(std::size_t index) const noexcept {
        const std::uint64_t half = std::uint64_t{1} << (linear_bits_ - 1);
        const std::uint64_t bucket = index < 2 * half ? 0 : index / half - 1;
        return (index - bucket * half) << bucket << unit_bits_;
    }

    histogram_range range_;
    int unit_bits_;
    int linear_bits_;
    std::uint64_t linear_mask_;
    std::uint64_t count_ = 0;
    std::uint64_t clamped_ = 0;
    std::uint64_t min_ = UINT64_MAX;
    std::uint64_t max_ = 0;
    std::vector<std::uint64_t> counts_;
};

}  // namespace weir::inline v0
