// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What watches the shards of this process, and what it has seen.
///
/// A program that links `weir::diag` has it without a line of code: the first shard that starts
/// starts the watchdog, the last that ends ends it. One thread watches (asleep while every shard
/// waits for the kernel), one symbolises, logs and writes; neither ever interrupts a blocked shard.
///
///     for (const diag::stall_record& s : diag::recent_stalls()) std::puts(to_json(s).c_str());
///
/// Thread safety: everything here may be called from any thread, a shard included; it takes short
/// locks that no stalled shard can hold, except `liveness`, which takes none and does not allocate.

#include <weir/base/time.hpp>
#include <weir/diag/options.hpp>
#include <weir/diag/profile.hpp>
#include <weir/diag/stall.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace weir::inline v0::diag {

/// Which means were found usable at start; logged once, shown by `/metrics`.
struct tiers {
    const char* switches;  ///< how short blocking is found: "rseq", "getrusage" or "none"
    const char* sampler;   ///< what samples the CPU: "perf", "timer" or "none"
    const char* reason;    ///< why not a better one, empty if it is the best
};

/// A shard as it is now.
struct shard_status {
    unsigned index;
    int thread_id;
    const char* driver;
    bool waiting;       ///< in the kernel, for events
    duration busy_for;  ///< since this turn began; 0 while waiting
    std::uint64_t turns;
    std::uint64_t steps;
    std::uint64_t posted;
    std::uint64_t stall_id;  ///< the stall that goes on, 0 for none
};

/// Turns and flagged steps by duration: bucket i counts those of [2^i, 2^(i+1)) ns.
struct lag_histogram {
    std::array<std::uint64_t, 40> buckets{};
    std::uint64_t total_ns = 0;
};

/// Steps that slept although none may, however briefly, by where the step began.
struct blocking_culprit {
    std::string function;  ///< the coroutine that the step resumed
    std::string file;
    unsigned line;
    std::uint64_t blocked;     ///< steps that gave up the CPU of their own accord
    std::uint64_t longest_ns;  ///< at most: since the turn began
};

struct stall_counts {
    std::array<std::uint64_t, stall_cause_count> by_cause{};
    std::uint64_t log_lines_dropped = 0;
    std::uint64_t blocked_steps = 0;
    std::uint64_t preempted_steps = 0;
};

[[nodiscard]] tiers tiers_in_use();
[[nodiscard]] std::vector<shard_status> shards_now();
[[nodiscard]] std::vector<stall_record> recent_stalls(std::size_t limit = 256);  ///< newest first
[[nodiscard]] stall_counts counts();
[[nodiscard]] lag_histogram turn_histogram(unsigned shard);
[[nodiscard]] lag_histogram flagged_step_histogram(unsigned shard);
[[nodiscard]] std::vector<blocking_culprit> blocking_culprits();

/// What `/livez` answers: 0 if no shard stalls, else the age of the oldest stall; a description in
/// `text` (JSON, cut to fit). Takes no lock and allocates nothing.
struct liveness_answer {
    duration oldest_stall{};
    std::size_t size = 0;
};
[[nodiscard]] liveness_answer liveness(std::span<char> text) noexcept;

/// The samples of the last `back`, all shards; stalls of that time as intervals.
[[nodiscard]] profile recent_profile(duration back);

/// Writes it to `options::profile_directory` and returns the path.
[[nodiscard]] result<std::string> write_profile(duration back);

/// Overrides `options::threshold` for one shard, from now on.
void set_threshold(unsigned shard, duration threshold) noexcept;

/// Switches the watching, and the spans of requests, off and on again, for measurements; what was
/// seen stays.
void set_enabled(bool on) noexcept;

}  // namespace weir::inline v0::diag
