// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Counts what users report, from when a step's counting begins to when it ends.
///
/// A closed step counts the answers that arrive within its time; an open one the requests that are
/// due within it, whenever they are answered.

#include "load/interval_counter.hpp"
#include "load/sample.hpp"

#include <weir/load/plan.hpp>
#include <weir/load/step_result.hpp>
#include <weir/rt/shard.hpp>

#include <array>
#include <cstdint>
#include <utility>

namespace weir::inline v0::load {

/// What happened in the last second, for the live display.
struct recent {
    std::uint64_t ok = 0;
    duration ok_time{};
    std::uint64_t errors = 0;
    std::uint64_t shed = 0;
};

/// What the end of a step needs to know.
struct ending {
    duration warmup{};         ///< as long as it really took
    unsigned connections = 0;  ///< how many an open step may have
    bool interrupted = false;  ///< what is outstanding is nobody's fault
};

class window {
public:
    /// `open`: of a plan whose steps have rates.
    window(shard& here, bool open) noexcept : shard_(here), open_(open) {}

    /// Forgets all and counts the step from `now`.
    void begin(const step_plan& step, time_point now);

    void add(const sample& s) noexcept;

    /// An open step's request is due; the generator came to it at `now`.
    void add_due(time_point due, time_point now) noexcept;
    /// It found no connection free.
    void add_waiting(time_point due) noexcept { waited_ += counts(due) ? 1 : 0; }
    /// It will never be sent.
    void add_dropped(time_point due) noexcept;
    /// Requests that were due and have not ended: of this step, and of all steps.
    [[nodiscard]] std::uint64_t outstanding() const noexcept { return outstanding_; }
    [[nodiscard]] std::uint64_t pending() const noexcept { return pending_; }

    /// What has not ended was cut off, and will not be reported.
    void forget_pending() noexcept { pending_ = 0; }

    /// The step's time is over; what was due in it may still end.
    void close(time_point now) noexcept;
    /// The step's result, with the generator's own load and the verdicts.
    [[nodiscard]] step_result end(const ending& e);

    /// What was added since the last call; also counts outside of steps.
    [[nodiscard]] recent take_recent() noexcept { return std::exchange(recent_, {}); }

    /// A part of the step, if somebody wants it.
    [[nodiscard]] interval_counter& current_interval() noexcept { return interval_; }

    /// Looks at the generator's own loop; once a second.
    void watch_generator() noexcept;

private:
    [[nodiscard]] bool counts(time_point due) const noexcept {
        return !open_ || (due >= begun_ && due < closed_);
    }
    void count_failure(outcome how) noexcept;
    [[nodiscard]] double turn_percentile_ms(double quantile) const noexcept;

    shard& shard_;
    bool open_;
    step_result result_;
    interval_counter interval_;
    recent recent_;
    duration busy_users_{};  // time that users spent waiting or pausing
    duration all_time_{};    // time of all requests
    std::uint64_t outstanding_ = 0;
    std::uint64_t pending_ = 0;
    std::uint64_t waited_ = 0;
    std::uint64_t pending_at_begin_ = 0;
    std::uint64_t pending_at_close_ = 0;
    histogram schedule_lag_{{.lowest = 1'000, .highest = 3'600'000'000'000, .digits = 2}};
    time_point begun_ = time_point::max();
    time_point closed_ = time_point::max();
    duration cpu_at_begin_{};
    std::array<std::uint64_t, phase_histogram::buckets> turns_at_begin_{};
};

}  // namespace weir::inline v0::load
