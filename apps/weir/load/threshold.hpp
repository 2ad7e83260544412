// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A promise about the steps of a load test, and whether a step keeps it.
///
///     auto promise = threshold::parse("p99<250ms@users<=2000");
///     if (promise->applies_to(step) && !promise->check(step).held) ...
///
/// Measures: `p50`, `p99.9` or `p999`, `max` and `mean` against a duration; `errors%` and
/// `ok_per_s` against a number; compared by <, <=, > or >=. After `@`, `users` or `rate` against a
/// number chooses the steps; without it all are meant.
///
/// A request that did not succeed (an error, a 503, one that was due and never answered) counts as
/// infinitely slow: `p99<250ms` says that 99 of 100 requests succeeded within 250 ms. Otherwise a
/// target that refuses what it cannot do in time would keep every promise. `mean` is over
/// successful answers.

#include <weir/base/result.hpp>
#include <weir/load/step_result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir::inline v0::cli {

class threshold {
public:
    struct verdict {
        bool held = false;
        std::optional<double> value;  ///< ms, % or 1/s; empty if there is none, or no end to it
        std::string found;            ///< the value for people
    };

    /// The error is a sentence.
    [[nodiscard]] static result<threshold, std::string> parse(std::string_view text);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    /// The step is one of those it speaks of.
    [[nodiscard]] bool applies_to(bool open, double level) const noexcept;
    [[nodiscard]] verdict check(const load::step_result& step) const;

private:
    enum class measure : std::uint8_t { quantile, mean, errors, rate };
    enum class relation : std::uint8_t { less, at_most, more, at_least };
    enum class model : std::uint8_t { any, closed, open };

    static bool holds(double value, relation by, double bound) noexcept;
    static std::optional<relation> take_relation(std::string_view& text) noexcept;
    bool parse_measure(std::string_view name) noexcept;
    bool parse_bound(std::string_view text) noexcept;
    bool parse_level(std::string_view text) noexcept;
    [[nodiscard]] std::optional<double> value_in(const load::step_result& step) const noexcept;

    std::string text_;
    measure what_ = measure::quantile;
    double quantile_ = 1;
    relation by_ = relation::less;
    double bound_ = 0;  // ms, % or 1/s
    model model_ = model::any;
    relation level_by_ = relation::at_most;
    double level_ = 0;
};

}  // namespace weir::inline v0::cli
