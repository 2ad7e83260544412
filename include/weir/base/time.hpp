// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Points in time and durations on the monotonic clock, and the deadline built from them.
///
/// A *timeout* is a `duration`, a *deadline* a point in time. Code above the runtime does not read
/// a clock: it asks its loop (`now()`, one reading a turn), so that virtual time can drive it.

#include <chrono>
#include <compare>

namespace weir::inline v0 {

using clock = std::chrono::steady_clock;
using duration = std::chrono::nanoseconds;
using time_point = std::chrono::time_point<clock, duration>;

/// A point in time by which work must end; by default never.
class deadline {
public:
    constexpr deadline() noexcept = default;
    constexpr explicit deadline(time_point when) noexcept : when_(when) {}

    [[nodiscard]] static constexpr deadline never() noexcept { return deadline(); }

    /// `timeout` after `now`; saturates to never instead of overflowing.
    [[nodiscard]] static constexpr deadline after(time_point now, duration timeout) noexcept {
        if (timeout > time_point::max() - now) return never();
        return deadline(now + timeout);
    }

    [[nodiscard]] constexpr bool is_never() const noexcept { return when_ == time_point::max(); }
    [[nodiscard]] constexpr bool passed(time_point now) const noexcept { return when_ <= now; }
    [[nodiscard]] constexpr time_point when() const noexcept { return when_; }

    /// Time left at `now`: zero once passed, `duration::max()` for never.
    [[nodiscard]] constexpr duration remaining(time_point now) const noexcept {
        if (is_never()) return duration::max();
        return passed(now) ? duration::zero() : when_ - now;
    }

    friend constexpr auto operator<=>(deadline, deadline) noexcept = default;

private:
    time_point when_ = time_point::max();
};

[[nodiscard]] constexpr deadline earlier(deadline a, deadline b) noexcept {
    return a < b ? a : b;
}

}  // namespace weir::inline v0
