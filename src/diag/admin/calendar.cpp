// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/calendar.hpp"

#include "diag/admin/process_facts.hpp"

#include <array>
#include <cstdio>

namespace weir::inline v0::diag::detail {

wall_time wall_now() noexcept {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string iso_text(wall_time when) {
    using namespace std::chrono;
    const sys_days day = floor<days>(when);
    const year_month_day date{day};
    const hh_mm_ss time{when - day};
    std::array<char, 40> text;
    const int n = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
        static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
        static_cast<int>(time.subseconds().count()));
    return {text.data(), static_cast<std::size_t>(n)};
}

wall_time process_began() {
    static const wall_time began =
        wall_now() -
        std::chrono::milliseconds(static_cast<long long>(read_process_facts().age_s * 1000));
    return began;
}

}  // namespace weir::inline v0::diag::detail
