// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/lab/words.hpp>

#include <array>
#include <cmath>
#include <cstdio>

namespace weir::inline v0::lab {
namespace {

std::string with_digits(double value, int digits) {
    std::array<char, 64> text{};
    const int size = std::snprintf(text.data(), text.size(), "%.*f", digits, value);
    return {text.data(), static_cast<std::size_t>(size)};
}

int digits_for(double value) noexcept {
    if (std::abs(value) >= 100) return 0;
    return std::abs(value) >= 10 ? 1 : 2;
}

}  // namespace

std::string number_text(double value) {
    return value == std::round(value) ? with_digits(value, 0)
                                      : with_digits(value, digits_for(value));
}

std::string ms_text(double milliseconds) {
    if (milliseconds >= 1000) return number_text(milliseconds / 1000) + " s";
    return number_text(milliseconds) + " ms";
}

std::string bytes_text(double bytes) {
    constexpr std::array<const char*, 4> units{" B", " KiB", " MiB", " GiB"};
    std::size_t unit = 0;
    for (; bytes >= 1024 && unit + 1 < units.size(); ++unit) bytes /= 1024;
    return number_text(bytes) + units.at(unit);
}

std::string count_text(double count, const char* one, const char* many) {
    return with_digits(count, 0) + " " + (std::llround(count) == 1 ? one : many);
}

std::string time_text(double seconds) {
    const long whole = std::lround(seconds);
    if (whole < 60) return std::to_string(whole) + " s";
    const auto both = [](long high, const char* high_unit, long low, const char* low_unit) {
        return std::to_string(high) + high_unit + std::to_string(low) + low_unit;
    };
    if (whole < 3600) return both(whole / 60, " min ", whole % 60, " s");
    return both(whole / 3600, " h ", whole % 3600 / 60, " min");
}

}  // namespace weir::inline v0::lab
