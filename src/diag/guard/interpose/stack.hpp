// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace weir::inline v0 {
namespace diag::interpose {

/// The return addresses on this thread's stack from `caller` outwards; returns how many.
///
/// Walks the unwind tables and not frame pointers: the direct caller is often a library without
/// them (libstdc++, libpq), and then a chain of frame pointers skips exactly the culprit. This is
/// a call like any other, not a signal handler, and glibc 2.35 and later finds the tables without
/// a lock.
unsigned walk_stack(const void* caller, const void** to, unsigned room) noexcept;

/// Whether interceptors of ASan, TSan or MSan stand between callers and us.
bool sanitizer_present() noexcept;

/// TSan's interceptors keep count of calls that they are in; an exception through one of them, and
/// all that the thread does later is misjudged.
bool interceptors_stop_exceptions() noexcept;

}  // namespace diag::interpose
}  // namespace weir::inline v0
