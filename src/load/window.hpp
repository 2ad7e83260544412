// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Counts what users report, from when a step's counting begins to when it ends.

#include <weir/load/step_result.hpp>
#include <weir/rt/shard.hpp>

#include <cstdint>

namespace weir::inline v0::load {

[[nodiscard]] inline double seconds(duration d) noexcept {
    return std::chrono::duration<double>(d).count();
}

/// How one request ended.
enum class outcome : std::uint8_t { ok, shed, failed, timeout, error };

/// One request, as its user reports it.
struct sample {
    outcome how;
    duration took;
    duration pause;  ///< how long the user waits before the next one
};

/// What happened in the last second, for the live display.
struct recent {
    std::uint64_t ok = 0;
    duration ok_time{};
    std::uint64_t errors = 0;
    std::uint64_t shed = 0;
};

class window {
public:
    explicit window(shard& here) noexcept : shard_(here) {}

    /// Forgets all and counts from `now`.
    void begin(unsigned users, time_point now);

    void add(const sample& s) noexcept;

    /// The step's result, with the generator's own load and the verdicts.
    [[nodiscard]] step_result end(time_point now, duration warmup);

    /// What was added since the last call; also counts outside of steps.
    [[nodiscard]] recent take_recent() noexcept { return std::exchange(recent_, {}); }

    /// Looks at the generator's own loop; once a second.
    void watch_generator() noexcept;

private:
    void judge(step_result& r, duration warmup) const;
    [[nodiscard]] double turn_percentile_ms(double quantile) const noexcept;

    shard& shard_;
    step_result result_;
    recent recent_;
    duration busy_users_{};  // time that users spent waiting or pausing
    duration all_time_{};    // time of all requests
    time_point begun_{};
    duration cpu_at_begin_{};
    std::array<std::uint64_t, phase_histogram::buckets> turns_at_begin_{};
};

}  // namespace weir::inline v0::load
