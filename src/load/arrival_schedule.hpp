// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// When the requests of an open step are due.
///
/// The expected number of requests until a time is a curve; the k-th request is due where the
/// curve reaches k (constant), or where it reaches the k-th event of a unit Poisson process. That
/// gives the right arrivals for a changing rate too (time change of a Poisson process).

#include <weir/load/plan.hpp>

#include <cstdint>
#include <optional>

namespace weir::inline v0::load {

class arrival_schedule {
public:
    arrival_schedule(const step_plan& step, arrivals how, std::uint64_t seed) noexcept;

    /// The next request, counted from the beginning of the warm-up; none after the step's end.
    [[nodiscard]] std::optional<duration> next() noexcept;

private:
    [[nodiscard]] double time_of(double count) const noexcept;
    [[nodiscard]] double unit_gap() noexcept;

    double rate_;
    double slope_;    // half of what the rate gains per second while it is counted
    double warmup_;   // s
    double measure_;  // s
    arrivals how_;
    std::uint64_t random_;
    double count_ = 0;
};

}  // namespace weir::inline v0::load
