// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace weir::inline v0::diag {

/// How far above the stack pointer the frame pointer is in the body of the function in
/// `[begin, end)` (code of x86-64), read off its first instructions. Empty if it does not begin by
/// making a frame record, or if its frame has no fixed size.
[[nodiscard]] std::optional<std::size_t> frame_size_of(std::uintptr_t begin,
                                                       std::uintptr_t end) noexcept;

}  // namespace weir::inline v0::diag
