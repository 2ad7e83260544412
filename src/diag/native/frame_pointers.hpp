// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Walks the chain of frame pointers of the thread it runs on; made for a signal handler.
///
/// It sees only functions that keep a frame pointer, and loses the caller of a leaf that has none
/// (in libc or libstdc++, for example). Async-signal-safe: reads nothing but the stack given, takes
/// no lock, allocates nothing. Works where a frame record is (caller's frame pointer, return
/// address): x86-64 and AArch64.

#include <cstddef>
#include <cstdint>
#include <span>

namespace weir::inline v0::diag {

/// Writes `pc` and then the return addresses, innermost first, to `out`; returns how many. Only
/// `[stack_low, stack_high)` is read, and of that only what lies above `sp`.
[[nodiscard]] std::size_t walk_frame_pointers(std::uintptr_t pc, std::uintptr_t bp,
                                              std::uintptr_t sp, std::uintptr_t stack_low,
                                              std::uintptr_t stack_high,
                                              std::span<std::uintptr_t> out) noexcept;

}  // namespace weir::inline v0::diag
