// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/process_facts.hpp"

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace weir::inline v0::diag::detail {
namespace {

/// The fields of /proc/self/stat from the third on; the second may contain anything.
std::istringstream stat_fields() {
    std::ifstream file("/proc/self/stat");
    std::string line;
    std::getline(file, line);
    const auto name_end = line.rfind(')');
    return std::istringstream(name_end == line.npos ? std::string() : line.substr(name_end + 1));
}

double seconds_since_boot() noexcept {
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void read_stat(process_facts& into) {
    std::array<std::string, 22> field;  // proc(5) calls them 3 to 24
    std::istringstream fields = stat_fields();
    for (std::string& f : field) fields >> f;
    if (!fields) return;
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    const auto number = [&](std::size_t proc_field) { return std::stoull(field[proc_field - 3]); };
    into.cpu_s = static_cast<double>(number(14) + number(15)) / ticks;
    into.threads = number(20);
    into.age_s = seconds_since_boot() - static_cast<double>(number(22)) / ticks;
    into.virtual_bytes = number(23);
    into.resident_bytes = number(24) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t count_open_fds() {
    std::error_code ignored;
    std::uint64_t count = 0;
    for (std::filesystem::directory_iterator at("/proc/self/fd", ignored), end;
         !ignored && at != end; at.increment(ignored))
        ++count;
    return count != 0 ? count - 1 : 0;  // the one that reads the folder
}

}  // namespace

process_facts read_process_facts() {
    process_facts facts;
    read_stat(facts);
    facts.open_fds = count_open_fds();
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        facts.max_fds = limit.rlim_cur;
    return facts;
}

std::string program_name() {
    return program_invocation_short_name;
}

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : std::string();
}

}  // namespace weir::inline v0::diag::detail
