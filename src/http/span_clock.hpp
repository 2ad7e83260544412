// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/base/time.hpp>
#include <weir/coro/loop_context.hpp>

#include <time.h>

#include <algorithm>

namespace weir::inline v0::http::detail {

/// The loop's time, or a later one if the turn has lasted for a while. The loop reads its clock
/// once a turn, so a handler that blocks its shard would seem to take no time, and those behind it
/// not to wait. The kernel's coarse clock costs 8 ns and moves with its tick, 1 to 10 ms.
[[nodiscard]] inline time_point span_now(const loop_context& loop) noexcept {
    timespec tick{};
    clock_gettime(CLOCK_MONOTONIC_COARSE, &tick);
    const duration since_start = std::chrono::seconds(tick.tv_sec) + duration(tick.tv_nsec);
    return std::max(loop.now(), time_point(since_start));
}

}  // namespace weir::inline v0::http::detail
