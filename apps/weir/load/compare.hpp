// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Whether one run of a step differs from another by more than its own noise.
///
/// The unit is a second, not a request: requests of one second share its queue, its pause and its
/// noisy neighbour, and a method that takes them as independent (the binomial interval of a
/// quantile, say) sees differences everywhere. The intervals are of the circular block bootstrap
/// (Politis and Romano 1992): seconds are drawn with replacement in blocks of the cube root of
/// their number, their histograms merged, and the measure taken of that; the ratio of two such
/// draws, one of each run, is one replicate of the change (percentile method, Efron and Tibshirani
/// 1993). With few blocks the intervals are widened as small_sample.hpp says, with several measures
/// and steps by Bonferroni's rule.
///
/// What no interval of one run knows is how runs differ from each other: another placement in
/// memory, another neighbour. That is what `min_change` is for.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace weir::inline v0::cli {

/// A second of a step.
struct measured_second {
    double seconds = 0;
    std::uint64_t ok = 0;
    std::uint64_t bad = 0;                                     ///< everything that did not succeed
    std::vector<std::pair<double, std::uint64_t>> latency_us;  ///< (at most so long, how many)
};

using measured_seconds = std::vector<measured_second>;

/// A tenth of a percentage point of errors is more than a tenth of a percent of latency: what is
/// too small to be called a change is this much smaller for shares.
inline constexpr double share_floor = 0.1;

struct compare_options {
    double confidence = 0.95;     ///< of all comparisons together
    double min_change = 0.05;     ///< smaller changes are never called one, see `share_floor`
    std::size_t comparisons = 1;  ///< how many are made in all, this one included
    unsigned replicates = 5000;
    std::uint64_t seed = 1;
};

/// A measure in both runs, and how much it changed: 0.1 is 10 % more. The change of a share of
/// errors is a difference instead: 0.1 is 10 percentage points.
struct comparison {
    enum class verdict : std::uint8_t { same, better, worse, unknown };

    std::string measure;
    double before = 0;
    double after = 0;
    double change = 0;
    double low = 0;  ///< of the interval of the change
    double high = 0;
    verdict what = verdict::unknown;
};

/// Fewer seconds than these say nothing about their own noise.
inline constexpr std::size_t fewest_seconds = 10;

/// Throughput, mean, p50, p99, share of errors. All are `unknown` where one of the runs has too few
/// seconds or no answers.
[[nodiscard]] std::vector<comparison> compare(const measured_seconds& before,
                                              const measured_seconds& after,
                                              const compare_options& options);
inline constexpr std::size_t comparisons_per_step = 5;

}  // namespace weir::inline v0::cli
