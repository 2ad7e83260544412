// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "diag/report/names.hpp"
#include "diag/watch/raw_stall.hpp"
#include "diag/watch/sample_ring.hpp"

#include <weir/diag/stall.hpp>

namespace weir::inline v0::diag {

/// What the steady clock meant in the world at one moment.
struct clock_pair {
    std::uint64_t steady_ns = 0;
    std::chrono::sys_time<std::chrono::nanoseconds> wall{};

    [[nodiscard]] std::chrono::sys_time<std::chrono::nanoseconds> at(std::uint64_t steady) const {
        return wall + std::chrono::nanoseconds(static_cast<std::int64_t>(steady - steady_ns));
    }
};

/// The record of a stall from what the watchdog saw, and from `samples`, those of the shard in its
/// time.
[[nodiscard]] stall_record build_record(const raw_stall& raw, std::span<const raw_sample> samples,
                                        const clock_pair& clocks, names& symbols);

}  // namespace weir::inline v0::diag
