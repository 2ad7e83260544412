// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace weir::inline v0::diag::detail {

/// Text in a buffer of somebody else; what does not fit is left out.
class fixed_text {
public:
    explicit fixed_text(std::span<char> room) noexcept : room_(room) {}

    fixed_text& add(std::string_view text) noexcept {
        for (const char c : text.substr(0, room_.size() - size_)) room_[size_++] = c;
        return *this;
    }

    fixed_text& add(std::uint64_t number) noexcept {
        std::array<char, 20> digits;
        std::size_t first = digits.size();
        do {
            digits[--first] = static_cast<char>('0' + number % 10);
            number /= 10;
        } while (number != 0);
        return add(std::string_view(digits.data() + first, digits.size() - first));
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t left() const noexcept { return room_.size() - size_; }
    [[nodiscard]] std::string_view view() const noexcept { return {room_.data(), size_}; }

private:
    std::span<char> room_;
    std::size_t size_ = 0;
};

}  // namespace weir::inline v0::diag::detail
