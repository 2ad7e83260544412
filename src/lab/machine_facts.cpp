// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/lab/report.hpp>
#include <weir/rt/runtime.hpp>

#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <time.h>

#include <ctime>
#include <fstream>
#include <string_view>

namespace weir::inline v0::lab {
namespace {

/// The value of the first line of `path` that begins with `key`, up to its end.
std::string value_in(const char* path, std::string_view key, char separator) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with(key)) continue;
        const std::size_t at = line.find(separator);
        if (at == std::string::npos) continue;
        const std::size_t begin = line.find_first_not_of(" \t\"", at + 1);
        const std::size_t end = line.find_last_not_of(" \t\"");
        if (begin != std::string::npos && end >= begin) return line.substr(begin, end - begin + 1);
    }
    return {};
}

}  // namespace

fact_list machine_facts() {
    fact_list facts;
    if (std::string cpu = value_in("/proc/cpuinfo", "model name", ':'); !cpu.empty())
        facts.emplace_back("cpu", std::move(cpu));
    facts.emplace_back("cores", std::int64_t{usable_cpus()});
    struct sysinfo info{};
    if (sysinfo(&info) == 0)
        facts.emplace_back("memory_bytes",
                           static_cast<std::int64_t>(info.totalram) * info.mem_unit);
    utsname kernel{};
    if (uname(&kernel) == 0)
        facts.emplace_back("kernel", std::string(kernel.sysname) + " " + kernel.release);
    if (std::string os = value_in("/etc/os-release", "PRETTY_NAME", '='); !os.empty())
        facts.emplace_back("os", std::move(os));
    facts.emplace_back("compiler", std::string(__VERSION__));
    return facts;
}

std::string timestamp() {
    // The wall clock, for people; no duration is computed from it.
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 32> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
    return {text.data(), size};
}

}  // namespace weir::inline v0::lab
