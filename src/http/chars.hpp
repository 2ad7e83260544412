// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The character classes of RFC 9110 and the small text functions built on them.

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace weir::inline v0::http::detail {

enum char_class : std::uint8_t {
    token_char = 1,       ///< in methods, header names, codings
    field_char = 2,       ///< in header values: visible, space, tab, above ASCII
    target_char = 4,      ///< in request targets: visible ASCII but '#'
    unreserved_char = 8,  ///< needs no percent-encoding anywhere in a URL
};

consteval std::array<std::uint8_t, 256> make_char_table() {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    std::array<std::uint8_t, 256> table{};
    for (unsigned c = 0; c < 256; ++c) {
        const bool alnum =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        const bool visible = c > ' ' && c < 127;
        if (alnum || marks.contains(static_cast<char>(c))) table[c] |= c < 127 ? token_char : 0;
        if (visible || c == ' ' || c == '\t' || c >= 128) table[c] |= field_char;
        if (visible && c != '#') table[c] |= target_char;
        if (alnum || c == '-' || c == '.' || c == '_' || c == '~') table[c] |= unreserved_char;
    }
    return table;
}

inline constexpr std::array<std::uint8_t, 256> char_table = make_char_table();

[[nodiscard]] constexpr bool is(char c, char_class which) noexcept {
    return (char_table[static_cast<unsigned char>(c)] & which) != 0;
}

[[nodiscard]] constexpr bool all(std::string_view text, char_class which) noexcept {
    return std::ranges::all_of(text, [which](char c) { return is(c, which); });
}

[[nodiscard]] constexpr bool is_token(std::string_view text) noexcept {
    return !text.empty() && all(text, token_char);
}

/// Every character is a `field_char`. Without branches, so that the compiler makes it a vector
/// loop: most bytes of a head go through here.
[[nodiscard]] constexpr bool is_field_text(std::string_view text) noexcept {
    bool bad = false;
    for (const char each : text) {
        const auto c = static_cast<unsigned char>(each);
        bad |= ((c < ' ') & (c != '\t')) | (c == 127);
    }
    return !bad;
}

[[nodiscard]] constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// The value of a hexadecimal digit, -1 for any other character.
[[nodiscard]] constexpr int hex_value(char c) noexcept {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

[[nodiscard]] constexpr char to_lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

/// Equality of header names and tokens: ASCII letters without their case.
[[nodiscard]] constexpr bool same_token(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] != b[i] && to_lower(a[i]) != to_lower(b[i])) return false;
    return true;
}

/// `text` without spaces and tabs at its ends.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) noexcept {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == text.npos) return text.substr(text.size());
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Calls `visit(element)` for each non-empty element of a comma-separated list.
template <class Visitor>
constexpr void for_each_element(std::string_view list, Visitor&& visit) {
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        if (const auto element = trimmed(list.substr(0, comma)); !element.empty()) visit(element);
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
}

}  // namespace weir::inline v0::http::detail
