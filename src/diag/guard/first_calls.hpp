// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the shared object cannot know of a culprit's first call: shard, task, awaiters. Bounded and
/// without allocation, since `mode::count` fills it on the shard.

#include <weir/diag/blocking_guard.hpp>

namespace weir::inline v0 {
namespace diag {

/// Keeps what runs on this thread now as that of `slot`.
void keep_first_call(unsigned slot) noexcept;

/// Fills shard, task and awaiters.
void add_first_call(unsigned slot, blocking_guard::culprit& to);

/// What runs on this thread now, without keeping it.
void add_running(blocking_guard::culprit& to);

}  // namespace diag
}  // namespace weir::inline v0
