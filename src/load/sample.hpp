// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// One request, as its user reports it.

#include <weir/base/time.hpp>

#include <algorithm>
#include <cstdint>

namespace weir::inline v0::load {

[[nodiscard]] inline double seconds(duration d) noexcept {
    return std::chrono::duration<double>(d).count();
}

/// For a histogram.
[[nodiscard]] inline std::uint64_t nanoseconds(duration d) noexcept {
    return static_cast<std::uint64_t>(std::max<duration::rep>(d.count(), 0));
}

/// How one request ended.
enum class outcome : std::uint8_t { ok, shed, failed, timeout, error };

struct sample {
    outcome how;
    time_point due;  ///< when it should have been sent; in a closed step when it was
    time_point sent;
    time_point ended;
    duration pause{};  ///< how long the user waits before the next one

    /// What the visitor waited.
    [[nodiscard]] duration took() const noexcept { return ended - due; }
    /// What the target took.
    [[nodiscard]] duration service() const noexcept { return ended - sent; }
};

}  // namespace weir::inline v0::load
