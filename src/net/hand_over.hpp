// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The place of one shard in a hand-over: shared by the shard that accepts and the one that serves.

#include <atomic>
#include <cstddef>

namespace weir::inline v0 {

class shard;

namespace detail {

class listener_state;

struct seat {
    explicit seat(shard& s) noexcept : target(s) {}

    shard& target;
    std::atomic<std::size_t> occupied{0};  ///< connections under way to the target's tasks
    std::atomic<bool> open{false};         ///< the target has begun to serve and goes on
    listener_state* taker = nullptr;       ///< used on the target only
};

}  // namespace detail

}  // namespace weir::inline v0
