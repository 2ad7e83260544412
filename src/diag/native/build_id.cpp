// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/build_id.hpp"

#include "diag/native/byte_reader.hpp"

#include <elf.h>

#include <string_view>

namespace weir::inline v0::diag {
namespace {

std::string hexadecimal(std::span<const std::byte> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::byte b : bytes) {
        text += digits[std::to_integer<unsigned>(b) >> 4U];
        text += digits[std::to_integer<unsigned>(b) & 15U];
    }
    return text;
}

std::size_t padded(std::size_t size) noexcept {
    return (size + 3) & ~std::size_t{3};
}

}  // namespace

std::string build_id_of_notes(std::span<const std::byte> notes) {
    byte_reader in(notes, 0);
    while (!in.done()) {
        const auto head = in.fixed<Elf64_Nhdr>();
        const std::span<const std::byte> name = in.take(padded(head.n_namesz));
        const std::span<const std::byte> content = in.take(padded(head.n_descsz));
        if (in.failed()) break;
        const std::string_view owner(reinterpret_cast<const char*>(name.data()), name.size());
        if (head.n_type == NT_GNU_BUILD_ID && owner == std::string_view("GNU\0", 4))
            return hexadecimal(content.first(head.n_descsz));
    }
    return {};
}

}  // namespace weir::inline v0::diag
