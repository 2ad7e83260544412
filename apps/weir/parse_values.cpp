// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "parse_values.hpp"

#include <weir/load/plan.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <span>

namespace weir::inline v0::cli {
namespace {

template <class Factor>
struct unit {
    std::string_view name;
    Factor factor;
};

constexpr std::array<unit<double>, 6> time_units{
    {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}}};

constexpr std::array<unit<std::uint64_t>, 9> size_units{{{"", 1},
                                                         {"B", 1},
                                                         {"k", 1U << 10},
                                                         {"K", 1U << 10},
                                                         {"KiB", 1U << 10},
                                                         {"M", 1U << 20},
                                                         {"MiB", 1U << 20},
                                                         {"G", 1U << 30},
                                                         {"GiB", 1U << 30}}};

template <class Factor>
const Factor* factor_of(std::span<const unit<Factor>> units, std::string_view name) noexcept {
    const auto found = std::ranges::find(units, name, &unit<Factor>::name);
    return found == units.end() ? nullptr : &found->factor;
}

/// Reads a number at the front and removes it.
template <class Number>
bool take_number(std::string_view& text, Number& into) noexcept {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
    if (error != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

result<unsigned> parse_count(std::string_view text) noexcept {
    const auto number = parse_number(text);
    if (!number || *number < 1 || *number > std::numeric_limits<unsigned>::max())
        return fail(errc::bad_argument);
    return static_cast<unsigned>(*number);
}

constexpr std::size_t most_steps = 1000;

result<std::vector<unsigned>> parse_staircase(std::string_view text) {
    const auto parts = split(text, ':');
    if (parts.size() != 3) return fail(errc::bad_argument);
    const auto first = parse_count(parts[0]);
    const auto last = parse_count(parts[1]);
    const auto by = parse_count(parts[2]);
    if (!first || !last || !by || *first > *last) return fail(errc::bad_argument);
    if ((*last - *first) / *by >= most_steps) return fail(errc::bad_argument);
    return load::staircase(*first, *last, *by);
}

}  // namespace

result<std::uint64_t> parse_number(std::string_view text) noexcept {
    std::uint64_t number = 0;
    if (!take_number(text, number) || !text.empty()) return fail(errc::bad_argument);
    return number;
}

result<duration> parse_duration(std::string_view text) noexcept {
    if (text == "0") return duration::zero();
    double number = 0;
    if (!take_number(text, number)) return fail(errc::bad_argument);
    const double* factor = factor_of<double>(time_units, text);
    constexpr double longest = 1e18;  // 31 years; beyond, nanoseconds overflow
    if (factor == nullptr || !(number >= 0) || number * *factor > longest)
        return fail(errc::bad_argument);
    return duration(static_cast<duration::rep>(number * *factor));
}

result<std::size_t> parse_size(std::string_view text) noexcept {
    std::uint64_t number = 0;
    if (!take_number(text, number)) return fail(errc::bad_argument);
    const std::uint64_t* factor = factor_of<std::uint64_t>(size_units, text);
    if (factor == nullptr || number > std::numeric_limits<std::uint64_t>::max() / *factor)
        return fail(errc::bad_argument);
    return static_cast<std::size_t>(number * *factor);
}

result<std::vector<unsigned>> parse_users(std::string_view text) {
    if (text.contains(':')) return parse_staircase(text);
    std::vector<unsigned> users;
    for (const std::string_view part : split(text, ',')) {
        const auto count = parse_count(part);
        if (!count) return fail(count.error());
        users.push_back(*count);
    }
    if (users.size() > most_steps) return fail(errc::bad_argument);
    return users;
}

result<std::vector<std::string>> parse_list(std::string_view text) {
    std::vector<std::string> list;
    for (const std::string_view part : split(text, ',')) {
        if (part.empty()) return fail(errc::bad_argument);
        list.emplace_back(part);
    }
    return list;
}

}  // namespace weir::inline v0::cli
