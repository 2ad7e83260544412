// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What a program may set about its diagnostics; the defaults are meant for production.
///
///     diag::configure({.threshold = 10ms, .profile_directory = "/var/lib/app/profiles"});
///
/// Before the first shard starts; later calls are refused, since the threads read the options
/// without a lock. `WEIR_DIAG=off` in the environment switches all of it off.

#include <weir/base/result.hpp>
#include <weir/base/time.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace weir::inline v0::diag {

/// When a stall leaves a profile in `options::profile_directory`.
enum class profile_policy : std::uint8_t { on_demand, first_per_culprit, always };

struct options {
    /// A step, or a turn outside of steps, that lasts longer is a stall. 1 ms to 60 s. The watchdog
    /// looks twice as often, so one is noticed between 1 and 1.5 times the threshold.
    duration threshold = std::chrono::milliseconds(50);
    /// Up to this age of a stall `/livez` answers 200, above it 503.
    duration liveness_threshold = std::chrono::seconds(5);
    /// Samples of CPU time per second and shard, kept for `history`; 0 samples only during stalls.
    unsigned sample_rate = 49;
    duration history = std::chrono::seconds(60);
    /// Where profiles are written; empty for nowhere.
    std::string profile_directory{};
    profile_policy profiles = profile_policy::first_per_culprit;
    /// The oldest profiles are removed above either bound.
    unsigned profile_files = 20;
    std::uint64_t profile_bytes = 64 << 20;
    /// A signal that writes a profile of the last `history`; 0 for none.
    int profile_signal = 0;
    /// Write one when SIGTERM arrives while a shard is stuck; then the program's own handler runs.
    bool profile_on_terminate = false;
    /// Lines about stalls a second at most, each culprit at most once a second; the rest is
    /// counted.
    unsigned log_lines_per_second = 10;
    /// Records kept for `recent_stalls`.
    std::size_t stall_history = 256;
};

/// Replaces the options. Errors: `errc::bad_argument` for a value out of range, after one log
/// line that names it; `errc::unavailable` once a shard has started.
[[nodiscard]] result<void> configure(options o);

}  // namespace weir::inline v0::diag
