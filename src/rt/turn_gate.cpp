// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/rt/turn_gate.hpp>

#include <linux/futex.h>
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace weir::inline v0 {

turn_gate::turn_gate() noexcept
    : usable_(syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0) {}

turn_gate& turn_gate::of_process() noexcept {
    static turn_gate gate;
    return gate;
}

void turn_gate::wake() noexcept {
    if (parked_.exchange(0, std::memory_order_relaxed) != 0)
        syscall(SYS_futex, &parked_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

void turn_gate::park(bool (*all_wait)(void* context) noexcept, void* context) noexcept {
    parked_.store(1, std::memory_order_relaxed);
    // A shard that did not see the gate closed has its stamp visible after this.
    syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
    if (all_wait(context)) syscall(SYS_futex, &parked_, FUTEX_WAIT_PRIVATE, 1, nullptr, nullptr, 0);
    parked_.store(0, std::memory_order_relaxed);
}

}  // namespace weir::inline v0
