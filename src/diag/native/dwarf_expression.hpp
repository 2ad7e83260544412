// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "diag/native/register_file.hpp"
#include "diag/native/stack_copy.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace weir::inline v0::diag {

/// The value of a DWARF expression as unwind tables have them (those of PLT stubs and of signal
/// frames, mostly), which may read nothing but the stack. Empty if it needs a register that is not
/// known, reads elsewhere, runs for too long or is garbage. `initial` is on its stack at first.
[[nodiscard]] std::optional<std::uintptr_t> evaluate(
    std::span<const std::byte> expression, const register_file& registers, stack_copy& stack,
    std::optional<std::uintptr_t> initial) noexcept;

}  // namespace weir::inline v0::diag
