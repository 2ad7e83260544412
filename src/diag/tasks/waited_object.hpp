// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Which mutex, channel or event a coroutine waits for: found in its frame, so that waiting costs
/// nothing.
///
/// An operation that waits lies in the frame of the coroutine that awaits it, behind the promise.
/// It is a `parked`, which names its kind, its loop, and itself (in its stop link), and is in a
/// list while it waits: no other bytes look like that. What it waits for is the first member of the
/// operations of channel, event, mutex and semaphore.

#include "diag/tasks/memory.hpp"
#include "diag/tasks/raw_task.hpp"

namespace weir::inline v0::diag::detail {

/// Fills in `operation`, `object` and what is known of that, where it finds them. False if the task
/// waits for nothing of the kind; else it has cost about two system calls.
bool find_waited_object(const memory& from, std::uintptr_t loop, raw_task& task) noexcept;

}  // namespace weir::inline v0::diag::detail
