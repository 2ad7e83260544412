// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/profile/profile_name.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace weir::inline v0::diag::detail {
namespace {

constexpr std::size_t longest_host = 64;
constexpr std::string_view date_form = "00000000T000000.000Z";
constexpr std::string_view temporary_end = ".tmp";

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool has_date_form(std::string_view text) noexcept {
    return std::ranges::equal(
        text, date_form, [](char c, char form) { return form == '0' ? is_digit(c) : c == form; });
}

bool is_extension(std::string_view text) noexcept {
    return text.size() > 1 && text.front() == '.' && std::ranges::all_of(text, [](char c) {
               return c == '.' || is_digit(c) || is_letter(c);
           });
}

/// Takes "-NUMBER" from the front, where it stands.
std::optional<unsigned> take_number(std::string_view& text) noexcept {
    if (!text.starts_with('-')) return 0;
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
    if (error != std::errc() || number == 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// Takes ".PROCESS-NUMBER.tmp" from the end.
bool take_temporary_end(std::string_view& text) noexcept {
    if (!text.ends_with(temporary_end)) return false;
    text.remove_suffix(temporary_end.size());
    const std::size_t dot = text.rfind('.');
    if (dot == std::string_view::npos || dot + 1 == text.size()) return false;
    const auto tail = text.substr(dot + 1);
    text = text.substr(0, dot);
    return std::ranges::all_of(tail, [](char c) { return is_digit(c) || c == '-'; });
}

}  // namespace

std::string name_date(wall_time t) {
    const auto day = std::chrono::floor<std::chrono::days>(t);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(t - day);
    std::array<char, 64> text;
    const int size = std::snprintf(
        text.data(), text.size(), "%04d%02u%02uT%02d%02d%02d.%03dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return std::string(text.data(), static_cast<std::size_t>(size));
}

std::string name_host(std::string_view host) {
    std::string made(host.substr(0, longest_host));
    std::ranges::replace_if(
        made, [](char c) { return !is_digit(c) && !is_letter(c) && c != '-' && c != '.'; }, '_');
    if (made.empty()) return "host";
    if (made.front() == '.') made.front() = '_';  // it would be hidden
    return made;
}

std::optional<profile_name> parse_name(std::string_view file, std::string_view host) {
    profile_name name;
    name.temporary = file.starts_with('.');
    if (name.temporary) {
        file.remove_prefix(1);
        if (!take_temporary_end(file)) return std::nullopt;
    }
    if (!file.starts_with(host) || !file.substr(host.size()).starts_with('-')) return std::nullopt;
    file.remove_prefix(host.size() + 1);
    if (!has_date_form(file.substr(0, date_form.size()))) return std::nullopt;
    name.date = file.substr(0, date_form.size());
    file.remove_prefix(date_form.size());
    const auto number = take_number(file);
    if (!number || !is_extension(file)) return std::nullopt;
    name.number = *number;
    name.extension = file.substr(1);
    return name;
}

}  // namespace weir::inline v0::diag::detail
