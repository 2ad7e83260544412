// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/prologue.hpp"

#include "diag/native/own_memory.hpp"

#include <array>
#include <cstring>
#include <initializer_list>
#include <span>

namespace weir::inline v0::diag {
namespace {

/// A look at instructions, one after another.
class code_cursor {
public:
    explicit code_cursor(std::span<const std::uint8_t> code) noexcept : rest_(code) {}

    /// Steps over these bytes if they come next.
    bool take(std::initializer_list<std::uint8_t> bytes) noexcept {
        if (bytes.size() > rest_.size() ||
            std::memcmp(rest_.data(), bytes.begin(), bytes.size()) != 0)
            return false;
        rest_ = rest_.subspan(bytes.size());
        return true;
    }
    template <class T>
    [[nodiscard]] std::optional<T> number() noexcept {
        if (rest_.size() < sizeof(T)) return {};
        T value;
        std::memcpy(&value, rest_.data(), sizeof value);
        rest_ = rest_.subspan(sizeof value);
        return value;
    }
    /// Steps over a push of one of the 16 registers.
    bool take_push() noexcept {
        const bool extended = rest_.size() >= 2 && rest_[0] == 0x41 && is_push(rest_[1]);
        if (!extended && (rest_.empty() || !is_push(rest_[0]))) return false;
        rest_ = rest_.subspan(extended ? 2 : 1);
        return true;
    }

private:
    static bool is_push(std::uint8_t byte) noexcept { return (byte & 0xF8U) == 0x50; }

    std::span<const std::uint8_t> rest_;
};

bool take_frame_record(code_cursor& at) noexcept {
    at.take({0xF3, 0x0F, 0x1E, 0xFA});                                  // endbr64
    if (!at.take({0x55})) return false;                                 // push %rbp
    return at.take({0x48, 0x89, 0xE5}) || at.take({0x48, 0x8B, 0xEC});  // mov %rsp, %rbp
}

}  // namespace

std::optional<std::size_t> frame_size_of(std::uintptr_t code) noexcept {
    std::array<std::uint8_t, 48> bytes;
    const std::size_t got = read_own_memory(code, bytes.data(), bytes.size());
    code_cursor at(std::span(bytes).first(got));
    if (!take_frame_record(at)) return {};
    std::size_t size = 0;
    while (at.take_push()) size += sizeof(std::uintptr_t);
    if (at.take({0x48, 0x83, 0xE4})) return {};  // and $n, %rsp: aligned at run time
    if (at.take({0x48, 0x83, 0xEC})) {           // sub $n, %rsp
        size += static_cast<std::size_t>(at.number<std::int8_t>().value_or(0));
    } else if (at.take({0x48, 0x81, 0xEC})) {
        size += static_cast<std::size_t>(at.number<std::int32_t>().value_or(0));
    }
    return size;
}

}  // namespace weir::inline v0::diag
