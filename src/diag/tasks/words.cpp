// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/tasks/words.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>

namespace weir::inline v0::diag::detail {
namespace {

template <class... Values>
std::string formatted(const char* format, Values... values) {
    std::array<char, 64> text;
    const int size = std::snprintf(text.data(), text.size(), format, values...);
    return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace

std::string hex(std::uintptr_t address) {
    return formatted("0x%llx", static_cast<unsigned long long>(address));
}

std::string duration_words(duration d) {
    using namespace std::chrono_literals;
    const double seconds = std::chrono::duration<double>(d).count();
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(d).count();
    if (d < 1ms) return formatted("%.2f ms", seconds * 1e3);
    if (d < 1s) return formatted("%.0f ms", seconds * 1e3);
    if (d < 120s) return formatted("%.1f s", seconds);
    if (d < 2h) return formatted("%lld min", static_cast<long long>(minutes));
    return formatted("%lld h %lld min", static_cast<long long>(minutes / 60),
                     static_cast<long long>(minutes % 60));
}

std::string json_ms(duration d) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(d).count());
}

std::string utc_now() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    const std::time_t seconds = static_cast<std::time_t>(ms / 1000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    return formatted("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                     static_cast<int>(ms % 1000));
}

}  // namespace weir::inline v0::diag::detail
