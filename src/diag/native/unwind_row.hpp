// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "diag/native/register_file.hpp"
#include "diag/native/unwind_entry.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace weir::inline v0::diag {

/// How to find a value of the caller's.
struct unwind_rule {
    enum class kind : std::uint8_t {
        unspecified,
        undefined,          ///< it is lost
        same,               ///< not changed
        at_offset,          ///< saved at CFA + number
        is_offset,          ///< it is CFA + number
        in_register,        ///< it is in register `number`
        at_expression,      ///< saved at the address that `expression` computes
        is_expression,      ///< it is what `expression` computes
        register_and_more,  ///< it is register `number` + `more`; the CFA only
    };

    kind is = kind::unspecified;
    std::int64_t number = 0;
    std::int64_t more = 0;
    std::span<const std::byte> expression{};
};

/// The state of the unwind table at one pc: where the frame is (the CFA) and what it saved where.
struct unwind_row {
    unwind_rule frame;
    std::array<unwind_rule, register_file::count> registers;
};

/// Runs the programs of `entry` up to `pc`. Empty if they are garbage.
[[nodiscard]] std::optional<unwind_row> unwind_row_at(const unwind_entry& entry,
                                                      std::uintptr_t pc) noexcept;

}  // namespace weir::inline v0::diag
