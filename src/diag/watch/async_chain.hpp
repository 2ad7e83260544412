// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The await chain of another thread's coroutine, read from outside.
///
/// Every byte is copied through `read_own_memory`, so a chain that changes meanwhile gives nonsense
/// or ends early, and never faults: whoever asks looks afterwards whether the shard still is in the
/// same step. No allocation, no lock.

#include <weir/coro/environment.hpp>
#include <weir/coro/promise.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <source_location>

namespace weir::inline v0::diag {

struct chain_frame {
    const void* site = nullptr;  ///< a source_location's pointer, to constant data
    const char* task = nullptr;  ///< the name given to `spawn`
};

struct async_chain {
    static constexpr std::size_t max_frames = 64;

    std::array<chain_frame, max_frames> frames{};  ///< innermost first
    std::size_t size = 0;
    trace_context trace{};
};

void read_chain(const promise_base* innermost, async_chain& to) noexcept;

/// The location that `site` was made of; an empty one for null.
[[nodiscard]] std::source_location location_of(const void* site) noexcept;

}  // namespace weir::inline v0::diag
