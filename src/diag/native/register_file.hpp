// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace weir::inline v0::diag {

/// The registers of one frame, by their DWARF numbers on x86-64, each known or not.
class register_file {
public:
    static constexpr std::size_t count = 17;
    static constexpr std::size_t frame_pointer = 6;
    static constexpr std::size_t stack_pointer = 7;
    static constexpr std::size_t return_address = 16;  ///< also the pc
    /// Whether a function must leave the register as it found it (rbx, rbp, r12 to r15).
    [[nodiscard]] static constexpr bool is_preserved(std::size_t r) noexcept {
        return r == 3 || r == frame_pointer || (r >= 12 && r <= 15);
    }

    [[nodiscard]] bool knows(std::size_t r) const noexcept {
        return r < count && (known_ >> r & 1U) != 0;
    }
    /// 0 if it is not known.
    [[nodiscard]] std::uintptr_t operator[](std::size_t r) const noexcept {
        return knows(r) ? values_[r] : 0;
    }
    void set(std::size_t r, std::uintptr_t value) noexcept {
        values_[r] = value;
        known_ |= 1U << r;
    }
    void forget(std::size_t r) noexcept { known_ &= ~(1U << r); }

    [[nodiscard]] std::uintptr_t pc() const noexcept { return (*this)[return_address]; }
    [[nodiscard]] std::uintptr_t sp() const noexcept { return (*this)[stack_pointer]; }
    [[nodiscard]] std::uintptr_t bp() const noexcept { return (*this)[frame_pointer]; }

private:
    std::array<std::uintptr_t, count> values_{};
    std::uint32_t known_ = 0;
};

}  // namespace weir::inline v0::diag
