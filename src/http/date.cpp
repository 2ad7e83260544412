// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/http/date.hpp>

#include <array>
#include <string_view>

namespace weir::inline v0::http {
namespace {

constexpr std::array<std::string_view, 7> day_names{"Sun", "Mon", "Tue", "Wed",
                                                    "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void add_number(std::string& text, int value, int digits) {
    for (int divisor = digits == 4 ? 1000 : 10; divisor > 0; divisor /= 10)
        text += static_cast<char>('0' + value / divisor % 10);
}

}  // namespace

std::string format_date(std::chrono::sys_seconds when) {
    using namespace std::chrono;
    const sys_days day = floor<days>(when);
    const year_month_day date{day};
    const hh_mm_ss time{when - day};
    std::string text;
    text.reserve(29);
    text.append(day_names[weekday{day}.c_encoding()]).append(", ");
    add_number(text, static_cast<int>(static_cast<unsigned>(date.day())), 2);
    text.append(" ").append(month_names[static_cast<unsigned>(date.month()) - 1]).append(" ");
    add_number(text, static_cast<int>(date.year()), 4);
    for (const auto [mark, value] :
         {std::pair{' ', time.hours().count()}, std::pair{':', time.minutes().count()},
          std::pair{':', time.seconds().count()}}) {
        text += mark;
        add_number(text, static_cast<int>(value), 2);
    }
    return text.append(" GMT");
}

}  // namespace weir::inline v0::http
