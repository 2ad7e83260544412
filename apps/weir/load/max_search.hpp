// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Where to look next for the highest level that keeps a promise. Knows nothing of load.
///
///     max_search search({.from = 100, .to = 100'000});
///     while (auto level = search.next()) search.add(measure(*level));
///     search.found();    // the highest level that held each time it was measured
///
/// Doubles until a level breaks, bisects (by the geometric mean) until the two ends are within the
/// precision, then measures the level again as often as asked. A level that breaks when it is
/// repeated becomes the upper end, and the search goes on below. A level that could not be
/// judged is measured a second time before that is believed. At most `most_levels` are measured.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace weir::inline v0::cli {

struct max_search_options {
    double from = 1;
    double to = 1;
    double precision = 0.05;     ///< the ends' ratio minus 1
    unsigned confirmations = 2;  ///< repetitions of what was found
    bool whole = false;          ///< levels are whole numbers
};

class max_search {
public:
    static constexpr std::size_t most_levels = 60;

    /// How a level did: kept all promises, broke one, or could not be judged (the generator was the
    /// bottleneck), which ends the way up.
    enum class outcome : std::uint8_t { held, broke, unjudged };

    explicit max_search(const max_search_options& options) noexcept : options_(options) {}

    /// The level to measure; none when the search is over.
    [[nodiscard]] std::optional<double> next() noexcept;
    /// What became of the level that `next` gave.
    void add(outcome how) noexcept;

    /// The highest level that held whenever it was measured, if any did.
    [[nodiscard]] std::optional<double> found() const noexcept { return held_; }
    /// The lowest level that broke, if any did.
    [[nodiscard]] std::optional<double> broken() const noexcept { return broke_; }
    /// The way up ended because a level could not be judged.
    [[nodiscard]] bool limited() const noexcept { return unjudged_.has_value(); }
    /// How often the level that was found held beyond the first time.
    [[nodiscard]] unsigned confirmed() const noexcept { return confirmed_; }
    /// The search came to its own end, not to `most_levels`.
    [[nodiscard]] bool complete() const noexcept { return complete_; }

private:
    [[nodiscard]] std::optional<double> upper_end() const noexcept;
    [[nodiscard]] double way_up() const noexcept;
    void fall_back() noexcept;
    [[nodiscard]] double between(double low, double high) const noexcept;

    max_search_options options_;
    std::optional<double> held_, broke_, unjudged_;
    double current_ = 0;
    std::array<double, most_levels> held_levels_{};  // as they came
    std::size_t held_count_ = 0;
    std::size_t measured_ = 0;
    unsigned confirmed_ = 0;
    bool confirming_ = false;
    bool again_ = false;  // the level could not be judged the first time
    bool complete_ = false;
};

}  // namespace weir::inline v0::cli
