// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/watch/stall_facts.hpp"

#include <algorithm>

namespace weir::inline v0::diag {
namespace {

/// The whole process stood still: the watchdog too, though it did not wait for a CPU.
bool was_stopped(const stall_facts& f) noexcept {
    const std::uint64_t waited = f.watchdog_runnable_ns + f.throttled_ns;
    return f.watchdog_late_ns > f.wall_ns / 2 && waited < f.watchdog_late_ns / 2 &&
           f.cpu_ns < f.wall_ns / 2;
}

stall_cause cause_of_sleep(const stall_facts& f) noexcept {
    if (f.seen_in_fault > f.seen_in_syscall) return stall_cause::page_fault;
    if (f.seen_in_syscall == 0 && f.major_faults != 0) return stall_cause::page_fault;
    return 2 * f.seen_in_futex > f.seen_in_syscall ? stall_cause::lock : stall_cause::syscall;
}

/// The kernel brings the CPU time of a running thread up to date at each tick only; what was seen
/// running and never asleep did not sleep.
bool never_slept(const stall_facts& f) noexcept {
    return f.seen_running != 0 && f.seen_in_syscall + f.seen_in_fault == 0 && f.major_faults == 0;
}

}  // namespace

stall_cause cause_of(const stall_facts& f) noexcept {
    if (was_stopped(f)) return stall_cause::stopped;
    // The kernel counts a throttled thread as neither running nor ready.
    const std::uint64_t starved = std::min(f.wall_ns, std::max(f.runnable_ns, f.throttled_ns));
    const std::uint64_t known = std::min(f.wall_ns, f.cpu_ns + starved);
    const std::uint64_t slept = f.wall_ns - known;
    if (slept > f.cpu_ns && slept > starved && !never_slept(f)) return cause_of_sleep(f);
    return f.cpu_ns >= starved ? stall_cause::cpu : stall_cause::starved;
}

}  // namespace weir::inline v0::diag
