// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/profile/utf8.hpp"

#include <algorithm>
#include <array>

namespace weir::inline v0::diag::detail {
namespace {

/// A well-formed sequence by its first byte: its length, and what the second byte may be
/// (Unicode 15, table 3-7).
struct sequence {
    unsigned char first_low, first_high;
    std::size_t length;
    unsigned char second_low, second_high;
};

constexpr std::array<sequence, 8> sequences{{
    {0xC2, 0xDF, 2, 0x80, 0xBF},
    {0xE0, 0xE0, 3, 0xA0, 0xBF},
    {0xE1, 0xEC, 3, 0x80, 0xBF},
    {0xED, 0xED, 3, 0x80, 0x9F},
    {0xEE, 0xEF, 3, 0x80, 0xBF},
    {0xF0, 0xF0, 4, 0x90, 0xBF},
    {0xF1, 0xF3, 4, 0x80, 0xBF},
    {0xF4, 0xF4, 4, 0x80, 0x8F},
}};

bool between(char c, unsigned char low, unsigned char high) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= low && byte <= high;
}

bool fits(const sequence& s, std::string_view text) noexcept {
    return between(text[0], s.first_low, s.first_high) && text.size() >= s.length &&
           between(text[1], s.second_low, s.second_high) &&
           std::ranges::all_of(text.substr(2, s.length - 2),
                               [](char c) { return between(c, 0x80, 0xBF); });
}

}  // namespace

std::size_t utf8_length(std::string_view text) noexcept {
    if (text.empty()) return 0;
    if (between(text[0], 0, 0x7F)) return 1;
    const auto match = std::ranges::find_if(sequences, [&](auto& s) { return fits(s, text); });
    return match == sequences.end() ? 0 : match->length;
}

void append_utf8(std::string& to, std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        to += length == 0 ? utf8_replacement : text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
}

}  // namespace weir::inline v0::diag::detail
