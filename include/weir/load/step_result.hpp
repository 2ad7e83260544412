// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What one step of a load test measured.

#include <weir/base/histogram.hpp>
#include <weir/base/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weir::inline v0::load {

inline constexpr histogram_range latency_range{
    .lowest = 1'000, .highest = 3'600'000'000'000, .digits = 3};  // ns

/// Throughput and latency count successful answers (status 200 to 399) only; everything else has a
/// counter of its own.
struct step_result {
    unsigned users = 0;  ///< of a closed step
    double rate = 0;     ///< of an open step: requests due per second, on average
    double level = 0;    ///< `step_plan::level`
    double seconds = 0;  ///< the counted time

    std::uint64_t ok = 0;
    std::uint64_t shed = 0;      ///< answers 503
    std::uint64_t failed = 0;    ///< other answers from 400 up
    std::uint64_t timeouts = 0;  ///< no answer within the request timeout
    std::uint64_t errors = 0;    ///< could not connect, or the connection broke

    /// Of an open step: requests due in the counted time, how many of them were sent more than 1 ms
    /// late, never sent, and sent but not answered when the step's drain time was over.
    std::uint64_t due = 0;
    std::uint64_t late = 0;
    std::uint64_t dropped = 0;
    std::uint64_t unanswered = 0;

    /// ns, ok. Closed: from before the first byte is sent to after the last is read. Open: from
    /// when the request was due, so time that it waited for a connection is part of it.
    histogram latency{latency_range};
    /// ns, ok, of an open step: from when the request was really sent. What a generator that waits
    /// for its target would have reported.
    std::optional<histogram> service;
    histogram other_latency{
        {.lowest = 1'000, .highest = 3'600'000'000'000, .digits = 2}};  ///< ns, all others

    /// Little's law in a closed step: users = rate * time. |rate * time / users - 1| over all
    /// answers; what is in flight when counting begins and ends is accounted for by the share of
    /// time. An open step has none: nobody says how many are in flight.
    std::optional<double> little_error;

    /// The generator's own CPU, in CPUs (1.0 is one core), and its loop's p99 and worst turn.
    double generator_cpu = 0;
    double generator_lag_p99_ms = 0;
    double generator_lag_max_ms = 0;
    /// How long after a request was due the generator came to it, at p99; open steps only.
    double schedule_lag_p99_ms = 0;

    /// False when the generator itself was the bottleneck; `note` says why.
    bool certified = true;
    /// False when the step was too short for the latency it found: fewer than one full pass of
    /// requests per user was counted, or the rate still drifted. In an open step: requests were
    /// left without an answer, or more and more were waiting.
    bool settled = true;
    std::string note;
    /// Stopped by a signal before its time.
    bool interrupted = false;

    [[nodiscard]] bool open() const noexcept { return rate > 0; }
    [[nodiscard]] double ok_per_s() const noexcept {
        return seconds > 0 ? static_cast<double>(ok) / seconds : 0;
    }
    /// All requests that the step is accountable for, however they ended.
    [[nodiscard]] std::uint64_t all() const noexcept {
        return ok + shed + failed + timeouts + errors + dropped + unanswered;
    }
};

/// What ended in one second of a step's counted time, or in a longer interval where a test counts
/// for more than two hours. The intervals of a step add up to its result.
struct interval {
    std::size_t step = 0;  ///< index of the step
    double level = 0;      ///< `step_plan::level`
    time_point begun{};
    double seconds = 0;  ///< its length
    std::uint64_t ok = 0;
    std::uint64_t shed = 0;
    std::uint64_t errors = 0;  ///< failed, timeouts, errors and dropped
    const histogram& latency;
    const histogram* service = nullptr;  ///< null in a closed step
};

}  // namespace weir::inline v0::load
