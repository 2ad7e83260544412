// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/process/process_usage.hpp"

#include <unistd.h>

#include <array>
#include <charconv>
#include <fstream>
#include <string>

namespace weir::inline v0::lab {
namespace {

// Fields of proc(5), counted from the process state, which is the third.
constexpr std::size_t utime = 14 - 3;
constexpr std::size_t stime = 15 - 3;
constexpr std::size_t num_threads = 20 - 3;
constexpr std::size_t rss = 24 - 3;

bool read_fields(std::string_view text, std::array<std::uint64_t, rss + 1>& fields) noexcept {
    for (std::uint64_t& field : fields) {
        const std::size_t begin = text.find_first_not_of(' ');
        if (begin == std::string_view::npos) return false;
        text.remove_prefix(begin);
        // The state is a letter and some fields are negative; those are not ours and read as 0.
        std::from_chars(text.data(), text.data() + text.size(), field);
        text.remove_prefix(std::min(text.find(' '), text.size()));
    }
    return true;
}

}  // namespace

result<process_usage> parse_process_stat(std::string_view stat) noexcept {
    // The name in parentheses may hold anything, also spaces and parentheses.
    const std::size_t name_end = stat.rfind(')');
    std::array<std::uint64_t, rss + 1> fields{};
    if (name_end == std::string_view::npos || !read_fields(stat.substr(name_end + 1), fields))
        return fail(errc::protocol_error);
    static const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    static const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    return process_usage{.cpu_seconds = static_cast<double>(fields[utime] + fields[stime]) / ticks,
                         .threads = fields[num_threads],
                         .rss_bytes = fields[rss] * page};
}

result<process_usage> usage_of(pid_t pid) noexcept {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    if (!std::getline(file, line)) return fail(errc::closed);
    return parse_process_stat(line);
}

}  // namespace weir::inline v0::lab
