// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/watch/thread_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace weir::inline v0::diag {
namespace {

int open_of_thread(int tid, const char* name) noexcept {
    std::array<char, 64> path{};
    std::snprintf(path.data(), path.size(), "/proc/self/task/%d/%s", tid, name);
    return ::open(path.data(), O_RDONLY | O_CLOEXEC);
}

/// The whole text of a small file, ended by a zero.
template <std::size_t N>
bool read_text(int fd, std::array<char, N>& text) noexcept {
    const ssize_t size = fd >= 0 ? ::pread(fd, text.data(), N - 1, 0) : -1;
    text[size > 0 ? static_cast<std::size_t>(size) : 0] = 0;
    return size > 0;
}

/// Field `number` (from 1, at least 3) of a stat line. The second field, the name, may hold
/// anything.
const char* stat_field(const char* line, int number) noexcept {
    const char* at = std::strrchr(line, ')');
    for (int field = 2; at != nullptr && field < number; ++field) {
        at = std::strchr(at, ' ');
        if (at != nullptr) ++at;
    }
    return at != nullptr ? at : "0";
}

}  // namespace

thread_place parse_place(const char* text) noexcept {
    thread_place place;
    if (std::strncmp(text, "running", 7) == 0) {
        place.is = thread_place::kind::running;
        return place;
    }
    char* end = nullptr;
    place.number = std::strtol(text, &end, 10);
    if (end == text) return place;
    place.is = place.number >= 0 ? thread_place::kind::in_syscall : thread_place::kind::in_fault;
    if (place.number >= 0)
        for (std::uint64_t& argument : place.arguments) argument = std::strtoull(end, &end, 16);
    place.sp = std::strtoull(end, &end, 16);
    place.pc = std::strtoull(end, &end, 16);
    return place;
}

thread_files::thread_files(int tid) noexcept
    : syscall_(open_of_thread(tid, "syscall")),
      schedstat_(open_of_thread(tid, "schedstat")),
      stat_(open_of_thread(tid, "stat")) {}

thread_files::~thread_files() {
    for (const int fd : {syscall_, schedstat_, stat_})
        if (fd >= 0) ::close(fd);
}

thread_place thread_files::place() const noexcept {
    std::array<char, 256> text;
    return read_text(syscall_, text) ? parse_place(text.data()) : thread_place();
}

thread_usage thread_files::usage() const noexcept {
    thread_usage used;
    std::array<char, 1024> text;
    if (read_text(schedstat_, text)) {
        char* end = nullptr;
        used.cpu_ns = std::strtoull(text.data(), &end, 10);
        used.runnable_ns = std::strtoull(end, &end, 10);
    }
    if (read_text(stat_, text))
        used.major_faults = std::strtoull(stat_field(text.data(), 12), nullptr, 10);
    return used;
}

}  // namespace weir::inline v0::diag
