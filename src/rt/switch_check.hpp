// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Finds out, after each step and almost for nothing, whether the step lost the CPU.
///
/// The kernel clears `rseq_cs` of a thread's rseq area (rseq(2), kernel 4.18, registered by glibc
/// 2.35) on its way back to user space after a switch, when the thread is not inside the critical
/// section that the field names. Kept pointing to an empty section, the field is a switch detector
/// without system calls. Since 6.19 the kernel leaves it alone when the switch happened inside a
/// system call, therefore the test at start. Belongs to the shard's thread.

#include <weir/rt/probes.hpp>

#include <cstdint>

namespace weir::inline v0::detail {

struct switch_counts {
    std::uint64_t voluntary = 0;
    std::uint64_t involuntary = 0;
};

[[nodiscard]] switch_counts switches_of_this_thread() noexcept;

/// The calling thread's `rseq_cs`, null where glibc registered none.
[[nodiscard]] std::uint64_t* rseq_cell() noexcept;
/// What the cell is armed with.
[[nodiscard]] std::uint64_t rseq_armed_value() noexcept;

/// Tried once a process: arm, sleep 50 us, look. `WEIR_DIAG_SWITCHES` (getrusage, none) chooses a
/// lesser one: under strace, for one, every system call is a switch.
[[nodiscard]] switch_tier usable_switch_tier() noexcept;

}  // namespace weir::inline v0::detail
