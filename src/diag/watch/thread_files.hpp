// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the kernel says about another thread of this process, from /proc/self/task/TID. The files
/// stay open, so that asking takes one pread each (about a microsecond) and allocates nothing.

#include <array>
#include <cstdint>

namespace weir::inline v0::diag {

/// Where a thread is, from `syscall`.
struct thread_place {
    enum class kind : std::uint8_t {
        unknown,     ///< the file could not be read
        running,     ///< on a CPU, or ready for one
        in_syscall,  ///< sleeps in system call `number`
        in_fault,    ///< sleeps outside of a system call
    };
    kind is = kind::unknown;
    long number = -1;
    std::array<std::uint64_t, 6> arguments{};
    std::uintptr_t sp = 0;
    std::uintptr_t pc = 0;

    friend bool operator==(const thread_place&, const thread_place&) = default;
};

[[nodiscard]] thread_place parse_place(const char* text) noexcept;

/// What it used so far.
struct thread_usage {
    std::uint64_t cpu_ns = 0;       ///< schedstat, first field
    std::uint64_t runnable_ns = 0;  ///< schedstat, second: ready, but not running
    std::uint64_t major_faults = 0;
};

class thread_files {
public:
    thread_files() = default;
    /// `tid` of this process. What cannot be opened reads as unknown or zero.
    explicit thread_files(int tid) noexcept;
    thread_files(const thread_files&) = delete;
    thread_files& operator=(const thread_files&) = delete;
    ~thread_files();

    [[nodiscard]] thread_place place() const noexcept;
    [[nodiscard]] thread_usage usage() const noexcept;

private:
    int syscall_ = -1;
    int schedstat_ = -1;
    int stat_ = -1;
};

}  // namespace weir::inline v0::diag
