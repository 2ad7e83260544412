// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Reads the encodings of DWARF and .eh_frame from bytes that may be garbage: past the end it
/// yields zeros and remembers that it failed.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace weir::inline v0::diag {

class byte_reader {
public:
    /// `address` is where the bytes are in the process, for values relative to it.
    byte_reader(std::span<const std::byte> bytes, std::uintptr_t address) noexcept
        : bytes_(bytes), address_(address) {}

    [[nodiscard]] bool failed() const noexcept { return failed_; }
    [[nodiscard]] bool done() const noexcept { return failed_ || at_ == bytes_.size(); }
    [[nodiscard]] std::uintptr_t address() const noexcept { return address_ + at_; }

    template <class T>
    [[nodiscard]] T fixed() noexcept {
        T value{};
        const std::span<const std::byte> piece = take(sizeof value);
        if (!piece.empty()) std::memcpy(&value, piece.data(), sizeof value);
        return value;
    }
    [[nodiscard]] std::uint8_t u8() noexcept { return fixed<std::uint8_t>(); }

    /// The next `size` bytes; empty if there are fewer.
    [[nodiscard]] std::span<const std::byte> take(std::size_t size) noexcept {
        if (size > bytes_.size() - at_) {
            failed_ = true;
            at_ = bytes_.size();
            return {};
        }
        at_ += size;
        return bytes_.subspan(at_ - size, size);
    }
    void skip(std::int64_t distance) noexcept {
        const auto to = static_cast<std::int64_t>(at_) + distance;
        failed_ = failed_ || to < 0 || static_cast<std::size_t>(to) > bytes_.size();
        if (!failed_) at_ = static_cast<std::size_t>(to);
    }

    [[nodiscard]] std::uint64_t uleb() noexcept { return leb(false); }
    [[nodiscard]] std::int64_t sleb() noexcept { return static_cast<std::int64_t>(leb(true)); }

    /// A pointer in one of the DW_EH_PE encodings, but for the indirection, which is left to the
    /// caller; `data_base` is what DW_EH_PE_datarel counts from.
    [[nodiscard]] std::uintptr_t pointer(std::uint8_t encoding, std::uintptr_t data_base) noexcept;

private:
    [[nodiscard]] std::uint64_t leb(bool is_signed) noexcept;
    [[nodiscard]] std::uint64_t value(std::uint8_t format) noexcept;

    std::span<const std::byte> bytes_;
    std::uintptr_t address_;
    std::size_t at_ = 0;
    bool failed_ = false;
};

}  // namespace weir::inline v0::diag
