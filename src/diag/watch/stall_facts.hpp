// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What was measured over a stall, and the cause that follows from it.

#include <weir/diag/stall.hpp>

#include <cstdint>

namespace weir::inline v0::diag {

struct stall_facts {
    std::uint64_t wall_ns = 0;
    std::uint64_t cpu_ns = 0;        ///< of the shard's thread
    std::uint64_t runnable_ns = 0;   ///< it waited for a CPU
    std::uint64_t throttled_ns = 0;  ///< its cgroup had used up its quota
    std::uint64_t major_faults = 0;
    std::uint64_t watchdog_late_ns = 0;      ///< the watchdog itself was not woken in time
    std::uint64_t watchdog_runnable_ns = 0;  ///< of that, it waited for a CPU
    // How often the watchdog found the thread where.
    unsigned seen_running = 0;
    unsigned seen_in_syscall = 0;
    unsigned seen_in_futex = 0;  ///< among these
    unsigned seen_in_fault = 0;
};

/// The greatest part of the time decides: computing, waiting for a CPU, or sleeping, and then in
/// what it was seen to sleep.
[[nodiscard]] stall_cause cause_of(const stall_facts& facts) noexcept;

}  // namespace weir::inline v0::diag
