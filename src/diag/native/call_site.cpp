// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/call_site.hpp"

#include "diag/native/own_memory.hpp"

#include <array>
#include <cstddef>
#include <cstring>

namespace weir::inline v0::diag {
namespace {

constexpr std::size_t longest_call = 7;
constexpr int max_stubs = 4;

std::uintptr_t relative(std::uintptr_t next_instruction, const std::uint8_t* distance) noexcept {
    std::int32_t value = 0;
    std::memcpy(&value, distance, sizeof value);
    return next_instruction + static_cast<std::uintptr_t>(std::intptr_t{value});
}

/// What the jump at `target` leads to, if that begins with one.
std::optional<std::uintptr_t> jump_from(std::uintptr_t target) noexcept {
    constexpr std::array<std::uint8_t, 4> landing_pad{0xF3, 0x0F, 0x1E, 0xFA};  // endbr64
    std::array<std::uint8_t, 10> code;
    if (!read_own(target, code)) return {};
    const bool padded = std::memcmp(code.data(), landing_pad.data(), landing_pad.size()) == 0;
    const std::size_t at = padded ? landing_pad.size() : 0;
    if (code[at] == 0xE9) return relative(target + at + 5, &code[at + 1]);  // jmp
    std::uintptr_t slot = 0;
    const bool is_stub = code[at] == 0xFF && code[at + 1] == 0x25;  // jmp *slot(%rip)
    if (!is_stub || !read_own(relative(target + at + 6, &code[at + 2]), slot)) return {};
    return slot;
}

/// The function behind the stubs of linkers and interceptors.
std::uintptr_t behind_stubs(std::uintptr_t target) noexcept {
    for (int i = 0; i < max_stubs; ++i) {
        const std::optional<std::uintptr_t> next = jump_from(target);
        if (!next) break;
        target = *next;
    }
    return target;
}

/// The length of a `call *operand` whose second byte is `mode`; 0 if that is another instruction.
std::size_t indirect_length(std::uint8_t mode) noexcept {
    if ((mode >> 3U & 7U) != 2) return 0;
    const unsigned base = mode & 7U;
    const std::size_t sib = base == 4 ? 1 : 0;
    switch (mode >> 6U) {
        case 0:
            return base == 5 ? 6 : 2 + sib;
        case 1:
            return 3 + sib;
        case 2:
            return 6 + sib;
        default:
            return 2;
    }
}

}  // namespace

std::optional<call_site> call_before(std::uintptr_t return_address) noexcept {
    std::array<std::uint8_t, longest_call> code;
    if (!read_own(return_address - longest_call, code)) return {};
    if (code[longest_call - 5] == 0xE8) {
        const std::uintptr_t direct = relative(return_address, &code[longest_call - 4]);
        return call_site{.target = behind_stubs(direct), .stub = direct};
    }
    for (const std::size_t length : {2U, 3U, 4U, 6U, 7U}) {
        const std::size_t at = longest_call - length;
        if (code[at] != 0xFF || indirect_length(code[at + 1]) != length) continue;
        std::uintptr_t target = 0;
        if (code[at + 1] == 0x15)  // call *slot(%rip)
            (void)read_own(relative(return_address, &code[at + 2]), target);
        return call_site{.target = target == 0 ? 0 : behind_stubs(target)};
    }
    return {};
}

}  // namespace weir::inline v0::diag
