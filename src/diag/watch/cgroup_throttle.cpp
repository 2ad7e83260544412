// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/watch/cgroup_throttle.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace weir::inline v0::diag {
namespace {

/// The path of this process's cgroup in the hierarchy named `controller` ("" for v2), or null.
bool own_cgroup(const char* controller, std::string& path) {
    const std::string wanted = std::string(":") + controller + ":";
    std::FILE* file = std::fopen("/proc/self/cgroup", "re");
    if (file == nullptr) return false;
    std::array<char, 4096> line{};
    bool found = false;
    while (!found && std::fgets(line.data(), line.size(), file) != nullptr) {
        const char* at = std::strstr(line.data(), wanted.c_str());
        if (at == nullptr) continue;
        path.assign(at + wanted.size());
        if (path.ends_with('\n')) path.pop_back();
        found = true;
    }
    std::fclose(file);
    return found;
}

int open_stat(const std::string& mount, const std::string& path) noexcept {
    int fd = ::open((mount + path + "/cpu.stat").c_str(), O_RDONLY | O_CLOEXEC);
    // In a container the path is often not that of its own mount.
    if (fd < 0) fd = ::open((mount + "/cpu.stat").c_str(), O_RDONLY | O_CLOEXEC);
    return fd;
}

}  // namespace

cgroup_throttle::cgroup_throttle() noexcept {
    std::string path;
    if (own_cgroup("", path)) fd_ = open_stat("/sys/fs/cgroup", path);
    if (fd_ < 0 && own_cgroup("cpu,cpuacct", path))
        fd_ = open_stat("/sys/fs/cgroup/cpu,cpuacct", path);
}

cgroup_throttle::~cgroup_throttle() {
    if (fd_ >= 0) ::close(fd_);
}

std::uint64_t cgroup_throttle::throttled_ns() const noexcept {
    std::array<char, 2048> text;
    const ssize_t size = fd_ >= 0 ? ::pread(fd_, text.data(), text.size() - 1, 0) : -1;
    if (size <= 0) return 0;
    text[static_cast<std::size_t>(size)] = 0;
    return parse_throttled(text.data());
}

std::uint64_t parse_throttled(const char* text) noexcept {
    if (const char* v2 = std::strstr(text, "throttled_usec "))
        return std::strtoull(v2 + 15, nullptr, 10) * 1000;
    if (const char* v1 = std::strstr(text, "throttled_time "))
        return std::strtoull(v1 + 15, nullptr, 10);
    return 0;
}

}  // namespace weir::inline v0::diag
