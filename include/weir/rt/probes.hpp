// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What a shard counts about itself, for diagnostics to read (layer L5 reads, L2 defines).
///
/// The shard writes, any thread may read: every number is an atomic of its own, so a snapshot is
/// not taken at one instant. Phases bear libuv's names.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace weir::inline v0 {

enum class phase : std::uint8_t { timers, pending, prepare, poll, check, close };
inline constexpr std::size_t phase_count = 6;

[[nodiscard]] const char* to_string(phase p) noexcept;

/// Durations in powers of two of a nanosecond: bucket i counts those in [2^i, 2^(i+1)). Coarse, but
/// one increment, and readable from any thread. The last bucket takes all above.
class phase_histogram {
public:
    static constexpr std::size_t buckets = 40;

    void record(std::uint64_t nanoseconds) noexcept {
        const auto bit = static_cast<std::size_t>(63 - __builtin_clzll(nanoseconds | 1));
        bump(counts_[bit < buckets ? bit : buckets - 1], 1);
        bump(total_, nanoseconds);
    }

    [[nodiscard]] std::uint64_t count(std::size_t bucket) const noexcept {
        return counts_[bucket].load(std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t total_nanoseconds() const noexcept {
        return total_.load(std::memory_order_relaxed);
    }

private:
    // One writer, so a plain add on a relaxed atomic: no locked instruction.
    static void bump(std::atomic<std::uint64_t>& counter, std::uint64_t by) noexcept {
        counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
    }

    std::array<std::atomic<std::uint64_t>, buckets> counts_{};
    std::atomic<std::uint64_t> total_{0};
};

/// How short blocking is found: see `shard_observer` and docs/design/0015.
enum class switch_tier : std::uint8_t {
    none,
    getrusage,  ///< one turn in 16 is looked at, if it took over 200 us
    rseq,       ///< every step
};
[[nodiscard]] const char* to_string(switch_tier tier) noexcept;

struct shard_probes {
    std::array<phase_histogram, phase_count> phases;
    std::atomic<std::uint64_t> turns{0};
    std::atomic<std::uint64_t> steps{0};
    std::atomic<std::uint64_t> posted{0};        ///< remote work received
    std::atomic<std::uint64_t> turn_start{0};    ///< steady clock, ns; 0 while it waits
    std::atomic<std::uint64_t> longest_turn{0};  ///< ns outside of waiting; readers may reset it

    std::atomic<switch_tier> switches{switch_tier::none};
    phase_histogram flagged_steps;                  ///< since their turn began: an upper bound
    std::atomic<std::uint64_t> blocked_steps{0};    ///< gave up the CPU of their own accord
    std::atomic<std::uint64_t> preempted_steps{0};  ///< the CPU was taken from them

    // Of the thread that runs the shard, for who looks at it from outside; 0 before it runs.
    std::atomic<int> thread_id{0};
    std::atomic<std::uintptr_t> stack_low{0};
    std::atomic<std::uintptr_t> stack_high{0};
};

}  // namespace weir::inline v0
