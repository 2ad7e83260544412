// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/tasks/memory.hpp"

#include <algorithm>
#include <array>

namespace weir::inline v0::diag::detail {
namespace {

/// Reads never cross a page in one call, since all of a call fails where its end is not mapped.
constexpr std::uintptr_t page = 4096;

}  // namespace

std::string text_at(std::uintptr_t address, std::size_t limit) {
    std::string text;
    std::array<char, 128> piece;
    while (address != 0 && text.size() < limit) {
        const std::size_t size = std::min<std::size_t>(
            {piece.size(), limit - text.size(), static_cast<std::size_t>(page - address % page)});
        const std::size_t got = read_own_memory(address, piece.data(), size);
        const std::size_t length = strnlen(piece.data(), got);
        text.append(piece.data(), length);
        if (length != size) break;
        address += size;
    }
    return text;
}

}  // namespace weir::inline v0::diag::detail
