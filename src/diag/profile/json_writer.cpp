// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/profile/json_writer.hpp"

#include "diag/profile/utf8.hpp"

namespace weir::inline v0::diag::detail {
namespace {

constexpr std::size_t piece_size = 16 << 10;

/// The one-letter escape of a character, 0 if there is none.
char short_escape(char c) noexcept {
    switch (c) {
        case '"':
        case '\\':
            return c;
        case '\n':
            return 'n';
        case '\r':
            return 'r';
        case '\t':
            return 't';
        default:
            return 0;
    }
}

void append_ascii(std::string& to, char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    if (const char letter = short_escape(c); letter != 0) {
        to += '\\';
        to += letter;
    } else if (byte < 0x20 || byte == 0x7F) {
        to += "\\u00";
        to += digits[byte >> 4];
        to += digits[byte & 15];
    } else {
        to += c;
    }
}

}  // namespace

void append_json(std::string& to, std::string_view value) {
    to += '"';
    while (!value.empty()) {
        const std::size_t length = utf8_length(value);
        if (length == 1)
            append_ascii(to, value[0]);
        else
            to += length == 0 ? utf8_replacement : value.substr(0, length);
        value.remove_prefix(length == 0 ? 1 : length);
    }
    to += '"';
}

json_writer& json_writer::raw(std::string_view text) {
    pending_ += text;
    if (pending_.size() >= piece_size) finish();
    return *this;
}

json_writer& json_writer::text(std::string_view value) {
    append_json(pending_, value);
    return raw({});
}

void json_writer::finish() {
    if (!pending_.empty()) sink_(pending_);
    pending_.clear();
}

}  // namespace weir::inline v0::diag::detail
