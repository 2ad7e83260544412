// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/prologue.hpp"

#include "diag/native/own_memory.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <initializer_list>
#include <span>

namespace weir::inline v0::diag {
namespace {

constexpr std::size_t largest_function = std::size_t{256} << 10U;

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

    [[nodiscard]] std::size_t left() const noexcept { return rest_.size(); }

private:
    static bool is_push(std::uint8_t byte) noexcept { return (byte & 0xF8U) == 0x50; }

    std::span<const std::uint8_t> rest_;
};

bool take_frame_record(code_cursor& at) noexcept {
    at.take({0xF3, 0x0F, 0x1E, 0xFA});                                  // endbr64
    if (!at.take({0x55})) return false;                                 // push %rbp
    return at.take({0x48, 0x89, 0xE5}) || at.take({0x48, 0x8B, 0xEC});  // mov %rsp, %rbp
}

/// Whether the instruction, if it is one, copies a register to the stack pointer or subtracts one.
bool moves_stack_pointer(const std::uint8_t* code) noexcept {
    const bool is_destination = code[1] == 0x29 || code[1] == 0x89;
    const bool is_source = code[1] == 0x2B || code[1] == 0x8B;
    // The prefix must say 64 bits, and not that it is %r12 instead.
    return (is_destination && (code[0] & 0xFBU) == 0x48 && (code[2] & 0xC7U) == 0xC4) ||
           (is_source && (code[0] & 0xFEU) == 0x48 && (code[2] & 0xF8U) == 0xE0);
}

/// Whether it may happen anywhere: what looks like such an instruction may be part of another.
bool may_move_stack_pointer(std::uintptr_t begin, std::uintptr_t end) noexcept {
    constexpr std::size_t length = 3;
    std::array<std::uint8_t, 4096> piece;
    while (begin < end) {
        const std::size_t want = std::min<std::size_t>(piece.size(), end - begin);
        if (read_own_memory(begin, piece.data(), want) != want) return true;
        for (std::size_t i = 0; i + length <= want; ++i)
            if (moves_stack_pointer(&piece[i])) return true;
        begin += want <= length ? want : want - length + 1;
    }
    return false;
}

}  // namespace

std::optional<std::size_t> frame_size_of(std::uintptr_t begin, std::uintptr_t end) noexcept {
    if (begin >= end || end - begin > largest_function) return {};
    std::array<std::uint8_t, 48> bytes;
    const std::size_t want = std::min<std::size_t>(bytes.size(), end - begin);
    code_cursor at(std::span(bytes).first(read_own_memory(begin, bytes.data(), want)));
    if (!take_frame_record(at)) return {};
    std::size_t size = 0;
    while (at.take_push()) size += sizeof(std::uintptr_t);
    if (at.take({0x48, 0x83, 0xE4}) || at.take({0x48, 0x81, 0xE4})) return {};  // and $n, %rsp
    if (at.take({0x48, 0x83, 0xEC})) {                                          // sub $n, %rsp
        size += static_cast<std::size_t>(at.number<std::int8_t>().value_or(0));
    } else if (at.take({0x48, 0x81, 0xEC})) {
        size += static_cast<std::size_t>(at.number<std::int32_t>().value_or(0));
    }
    const std::uintptr_t body = begin + want - at.left();
    return may_move_stack_pointer(body, end) ? std::nullopt : std::optional(size);
}

}  // namespace weir::inline v0::diag
