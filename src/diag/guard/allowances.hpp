// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The allowances of this thread, the newest first.

#include <weir/diag/blocking_guard.hpp>

#include <atomic>
#include <cstdint>
#include <source_location>

namespace weir::inline v0 {

class shard;

namespace diag {
namespace detail {

/// One place with a `blocking_allowed`.
struct allow_rule {
    std::atomic<std::uint64_t> key{0};  ///< 0: free
    std::atomic<bool> named{false};     ///< reason and place can be read
    std::atomic<bool> warned{false};
    const char* reason = nullptr;
    std::source_location at;
    std::atomic<std::uint64_t> entered{0};
    std::atomic<std::uint64_t> fired{0};
    std::atomic<std::uint64_t> crossed{0};
};

}  // namespace detail

struct allowances {
    static void add(blocking_allowed& one) noexcept;
    static void remove(blocking_allowed& one) noexcept;
    /// Whether one was made in the step that runs. Only the newest can be: they are in the order of
    /// time.
    static bool hold(const shard& here) noexcept;
    static void fired() noexcept;
    static void reset() noexcept;
};

}  // namespace diag
}  // namespace weir::inline v0
