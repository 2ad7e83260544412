// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Counts one interval of a step after the other, for series and logs.

#include "load/sample.hpp"

#include <weir/load/plan.hpp>
#include <weir/load/step_result.hpp>

#include <optional>

namespace weir::inline v0::load {

class interval_counter {
public:
    /// Nothing is counted before this was called: the histograms cost half a megabyte.
    void enable() {
        latency_.emplace(latency_range);
        service_.emplace(latency_range);
    }

    void begin(time_point now) noexcept;
    void add(const sample& s) noexcept;
    void add_lost(std::uint64_t count) noexcept { errors_ += count; }

    /// Calls `visit(const interval&)` with what was counted since `begin` or the last call, and
    /// begins anew at `now`.
    template <class Visitor>
    void take(const step_plan& step, std::size_t index, time_point now, Visitor&& visit) {
        if (!latency_ || now <= begun_) return;
        visit(interval{.step = index,
                       .level = step.level(),
                       .begun = begun_,
                       .seconds = seconds(now - begun_),
                       .ok = ok_,
                       .shed = shed_,
                       .errors = errors_,
                       .latency = *latency_,
                       .service = step.open() ? &*service_ : nullptr});
        begin(now);
    }

private:
    std::optional<histogram> latency_;
    std::optional<histogram> service_;
    time_point begun_{};
    std::uint64_t ok_ = 0;
    std::uint64_t shed_ = 0;
    std::uint64_t errors_ = 0;
};

}  // namespace weir::inline v0::load
