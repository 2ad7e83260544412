// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/rt/runtime.hpp>

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>

namespace weir::inline v0 {
namespace {

/// CPUs that the cgroup's quota pays for, 0 for no limit. "max 100000" or "150000 100000".
double quota_v2(const std::string& directory) {
    std::ifstream file(directory + "/cpu.max");
    std::string quota;
    double period = 0;
    if (!(file >> quota >> period) || quota == "max" || period <= 0) return 0;
    return std::stod(quota) / period;
}

double quota_v1() {
    std::ifstream quota_file("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
    std::ifstream period_file("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
    double quota = 0;
    double period = 0;
    if (!(quota_file >> quota) || !(period_file >> period) || quota <= 0 || period <= 0) return 0;
    return quota / period;
}

/// The path of our cgroup in the v2 hierarchy: the line "0::/path" of /proc/self/cgroup.
std::string own_cgroup() {
    std::ifstream file("/proc/self/cgroup");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("0::")) return line.substr(3);
    return "/";
}

/// The tightest quota between our cgroup and the root.
double smallest_quota() {
    double smallest = quota_v1();
    std::string path = own_cgroup();
    for (;;) {
        const double q = quota_v2("/sys/fs/cgroup" + path);
        if (q > 0 && (smallest == 0 || q < smallest)) smallest = q;
        if (path.size() <= 1) return smallest;
        path.erase(path.rfind('/'));
    }
}

}  // namespace

unsigned usable_cpus() noexcept {
    cpu_set_t set;
    unsigned cpus = 1;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        cpus = std::max(1U, static_cast<unsigned>(CPU_COUNT(&set)));
    try {
        const double quota = smallest_quota();
        if (quota > 0) cpus = std::min(cpus, static_cast<unsigned>(std::ceil(quota)));
    } catch (const std::exception&) {
        // An unreadable limit is no limit.
    }
    return std::max(cpus, 1U);
}

}  // namespace weir::inline v0
