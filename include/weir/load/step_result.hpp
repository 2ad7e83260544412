// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What one step of a load test measured.

#include <weir/base/histogram.hpp>
#include <weir/base/time.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace weir::inline v0::load {

/// Throughput and latency count successful answers (status 200 to 399) only; everything else has a
/// counter of its own. Latency is from before the first byte is sent to after the last is read.
struct step_result {
    unsigned users = 0;
    double seconds = 0;  ///< the counted time

    std::uint64_t ok = 0;
    std::uint64_t shed = 0;      ///< answers 503
    std::uint64_t failed = 0;    ///< other answers from 400 up
    std::uint64_t timeouts = 0;  ///< no answer within the request timeout
    std::uint64_t errors = 0;    ///< could not connect, or the connection broke

    histogram latency{{.lowest = 1'000, .highest = 3'600'000'000'000, .digits = 3}};  ///< ns, ok
    histogram other_latency{
        {.lowest = 1'000, .highest = 3'600'000'000'000, .digits = 2}};  ///< ns, all others

    /// Little's law: users = rate * time. |rate * time / users - 1| over all answers; what is in
    /// flight when counting begins and ends is accounted for by the share of time.
    double little_error = 0;

    /// The generator's own CPU, in CPUs (1.0 is one core), and its loop's p99 and worst turn.
    double generator_cpu = 0;
    double generator_lag_p99_ms = 0;
    double generator_lag_max_ms = 0;

    /// False when the generator itself was the bottleneck; `note` says why.
    bool certified = true;
    /// False when the step was too short for the latency it found: fewer than one full pass of
    /// requests per user was counted, or the rate still drifted.
    bool settled = true;
    std::string note;
    /// Stopped by a signal before its time.
    bool interrupted = false;

    [[nodiscard]] double ok_per_s() const noexcept {
        return seconds > 0 ? static_cast<double>(ok) / seconds : 0;
    }
};

}  // namespace weir::inline v0::load
