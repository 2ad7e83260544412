// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Bytes of a mapped module, together with the address they have there.
///
/// Those of the main program are looked at where they are, since it cannot be unloaded; those of a
/// library are a copy, which outlives a dlclose.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace weir::inline v0::diag {

class image_bytes {
public:
    image_bytes() = default;  ///< empty

    [[nodiscard]] static image_bytes in_place(std::uintptr_t address, std::size_t size) noexcept;
    /// Shorter where the memory ends.
    [[nodiscard]] static image_bytes copy_of(std::uintptr_t address, std::size_t size);

    [[nodiscard]] std::uintptr_t address() const noexcept { return address_; }
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }
    /// From `address`, which is one of the process, to the end; empty if it is not within.
    [[nodiscard]] std::span<const std::byte> from(std::uintptr_t address) const noexcept {
        if (address < address_ || address - address_ >= bytes_.size()) return {};
        return bytes_.subspan(address - address_);
    }

private:
    std::uintptr_t address_ = 0;
    std::span<const std::byte> bytes_;
    std::shared_ptr<const std::byte[]> owned_;  // null when looked at in place
};

}  // namespace weir::inline v0::diag
