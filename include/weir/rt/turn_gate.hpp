// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Lets a thread that watches the shards sleep while all of them wait for the kernel.
///
/// The cost is on the watcher's side: a shard that begins a turn loads one shared word. For the
/// order of its turn stamp and that load the watcher calls `membarrier(2)` (kernel 4.14, private
/// expedited) before it looks at the stamps a last time; where the kernel refuses that, the watcher
/// is told so and must look at intervals.
///
/// One gate serves the whole process. Thread safety: `note_turn` from any shard, `park` and `wake`
/// from the watcher and whoever ends it.

#include <weir/base/time.hpp>

#include <atomic>
#include <cstdint>

namespace weir::inline v0 {

class turn_gate {
public:
    static turn_gate& of_process() noexcept;

    /// A shard begins a turn; its stamp is stored.
    void note_turn() noexcept {
        std::atomic_signal_fence(std::memory_order_seq_cst);
        if (parked_.load(std::memory_order_relaxed) != 0) [[unlikely]]
            wake();
    }

    void wake() noexcept;

    /// Whether `park` may be used.
    [[nodiscard]] bool usable() const noexcept { return usable_; }

    /// Sleeps until a shard begins a turn or `wake` is called, unless `all_wait(context)` says no
    /// after the gate was closed. Spurious returns happen.
    void park(bool (*all_wait)(void* context) noexcept, void* context) noexcept;

private:
    turn_gate() noexcept;

    std::atomic<std::uint32_t> parked_{0};
    bool usable_;
};

}  // namespace weir::inline v0
