// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The places that block, each a function and the return address of its caller. Bounded, never
/// allocates, shared by all threads without a lock. What a place did first keeps its stack.

#include "diag/guard/guard_abi.hpp"

#include <atomic>
#include <cstdint>

namespace weir::inline v0 {
namespace diag::interpose {

struct culprit {
    std::atomic<std::uint64_t> key{0};  ///< 0: free
    std::atomic<std::uint64_t> calls{0};
    std::atomic<std::uint64_t> nanoseconds{0};
    std::atomic<std::uint64_t> longest{0};
    std::atomic<const char*> function{nullptr};
    std::atomic<int> descriptor{-1};
    std::atomic<unsigned> depth{0};  ///< 0: the stack is not known yet
    std::atomic<const void*> stack[weir_guard_depth] = {};
};

/// Finds or makes it; null when the table is full. `caller` is any number that tells callers apart.
culprit* find_culprit(const char* function, std::uintptr_t caller, unsigned& slot) noexcept;
void keep_stack(const weir_guard_call& made) noexcept;
bool read_culprit(unsigned slot, weir_guard_culprit* out) noexcept;
/// Forgets counts and stacks. What other threads count at this moment may be lost.
void clear_culprits() noexcept;

}  // namespace diag::interpose
}  // namespace weir::inline v0
