// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/memory_map.hpp"

#include "diag/native/input_file.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace weir::inline v0::diag {
namespace {

/// Takes the text up to the next `end` from `text`.
std::string_view take_until(std::string_view& text, char end) {
    const std::string_view word = text.substr(0, text.find(end));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    return word;
}

bool parse_hex(std::string_view digits, std::uintptr_t& value) {
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return error == std::errc() && end == digits.data() + digits.size();
}

/// "BEGIN-END PERMISSIONS OFFSET DEVICE INODE   PATH"
std::optional<mapping> parse_line(std::string_view line) {
    mapping m;
    const bool has_range =
        parse_hex(take_until(line, '-'), m.begin) && parse_hex(take_until(line, ' '), m.end);
    const std::string_view may = take_until(line, ' ');
    if (!has_range || may.size() != 4 || !parse_hex(take_until(line, ' '), m.offset)) return {};
    m.readable = may[0] == 'r';
    m.executable = may[2] == 'x';
    take_until(line, ' ');
    take_until(line, ' ');
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    m.path = line;
    return m;
}

}  // namespace

std::vector<mapping> parse_memory_map(std::string_view text) {
    std::vector<mapping> found;
    while (!text.empty()) {
        if (std::optional<mapping> m = parse_line(take_until(text, '\n')))
            found.push_back(std::move(*m));
    }
    return found;
}

std::vector<mapping> read_memory_map() {
    return parse_memory_map(input_file("/proc/self/maps").read_to_end());
}

}  // namespace weir::inline v0::diag
