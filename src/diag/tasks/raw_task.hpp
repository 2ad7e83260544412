// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A coroutine as the walk found it: addresses and times, so that the shard spends no more on it
/// than a few copies. Texts are looked up later, on the thread that asked.

#include <weir/base/time.hpp>

#include <cstdint>
#include <limits>
#include <vector>

namespace weir::inline v0::diag::detail {

inline constexpr std::uint32_t no_task = std::numeric_limits<std::uint32_t>::max();

/// Who holds the mutex that a task waits for, see `mutex::holder`.
struct raw_holder {
    std::uintptr_t task = 0;  ///< the promise of a spawned task; 0 if it is not known
    std::uintptr_t name = 0;
    time_point since{};
    bool ended = false;  ///< that task is no more
};

struct raw_task {
    std::uintptr_t address = 0;  ///< of its promise
    std::uint32_t parent = no_task;
    std::uint32_t depth = 0;
    std::uintptr_t scope = 0;       ///< in which it was spawned; 0 if its parent awaits it
    std::uintptr_t name = 0;        ///< a text
    std::uintptr_t at = 0;          ///< the source location where it is suspended
    std::uintptr_t spawned_at = 0;  ///< a source location
    time_point born{};              ///< of a child
    std::uintptr_t awaiting = 0;    ///< an op_info
    time_point since{};
    time_point due = time_point::max();
    std::uintptr_t operation = 0;  ///< the wait itself, where it was found
    std::uintptr_t object = 0;     ///< the mutex, channel or event that it waits for
    raw_holder holder;             ///< if the object is a mutex
    bool no_sender = false;        ///< if it is a channel: its counted senders are gone
};

/// What one walk of a shard found, parents before their children.
struct raw_tree {
    std::vector<raw_task> tasks;
    time_point taken{};        ///< the shard's time when it was walked
    std::uintptr_t current{};  ///< the coroutine that runs
    std::size_t timers = 0;
    bool complete = true;  ///< neither cut off at the limit nor torn
};

}  // namespace weir::inline v0::diag::detail
