// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ctime>

namespace weir::inline v0::diag {

inline constexpr std::uint64_t second_ns = 1'000'000'000;

/// The clock that turn stamps are in. Async-signal-safe; diagnostics have no loop to ask.
[[nodiscard]] inline std::uint64_t steady_ns() noexcept {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return static_cast<std::uint64_t>(t.tv_sec) * second_ns + static_cast<std::uint64_t>(t.tv_nsec);
}

}  // namespace weir::inline v0::diag
