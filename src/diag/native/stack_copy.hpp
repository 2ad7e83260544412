// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A copy of a piece of stack, which all that unwinds reads from.
///
/// That of a sleeping thread grows as words further up are asked for, since most stacks are walked
/// from within a few kilobytes. Allocates nothing.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace weir::inline v0::diag {

class stack_copy {
public:
    /// Made already: `bytes` from `low` upwards.
    stack_copy(std::uintptr_t low, std::span<const std::byte> bytes) noexcept
        : low_(low), bytes_(bytes.data()), have_(bytes.size()), limit_(bytes.size()) {}
    /// To be made into `room`, of the memory from `low` to `high`; 0 for as far as there is any.
    stack_copy(std::uintptr_t low, std::uintptr_t high, std::span<std::byte> room) noexcept;

    /// The word at an address of the stack, if that is within.
    [[nodiscard]] std::optional<std::uintptr_t> word(std::uintptr_t address) noexcept;
    /// Whether an address may be of this stack.
    [[nodiscard]] bool may_hold(std::uintptr_t address) const noexcept {
        return address >= low_ && address - low_ < limit_;
    }
    [[nodiscard]] std::uintptr_t low() const noexcept { return low_; }

private:
    [[nodiscard]] bool extend_to(std::size_t size) noexcept;

    std::uintptr_t low_;
    const std::byte* bytes_;
    std::size_t have_ = 0;
    std::size_t limit_ = 0;
    std::byte* room_ = nullptr;  // null if there is nothing to add
};

}  // namespace weir::inline v0::diag
