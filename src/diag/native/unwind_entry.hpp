// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "diag/native/module_table.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace weir::inline v0::diag {

/// Instructions of an unwind table, with the address they have in the process.
struct unwind_program {
    std::span<const std::byte> bytes{};
    std::uintptr_t address = 0;
};

/// What .eh_frame says of one piece of code: an FDE together with its CIE.
struct unwind_entry {
    std::uintptr_t code_begin = 0;
    std::uintptr_t code_end = 0;
    std::uint64_t code_alignment = 1;
    std::int64_t data_alignment = 1;
    std::uint64_t return_register = 0;
    std::uint8_t pointer_encoding = 0;
    bool is_signal_frame = false;
    unwind_program initial;  ///< common to many
    unwind_program own;
};

/// The entry for the code at `pc`, by binary search in .eh_frame_hdr. Empty if there is none or the
/// table is none that this understands.
[[nodiscard]] std::optional<unwind_entry> find_unwind_entry(const module_info& in,
                                                            std::uintptr_t pc) noexcept;

}  // namespace weir::inline v0::diag
