// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The record of one stall: which shard stood still, in what, why, and for whom.
///
/// A record is made when the stall is noticed, and completed when it ends. It owns all it says, so
/// that it outlives the task. Its JSON form is one line; field names are those of the members.

#include <weir/base/time.hpp>
#include <weir/coro/environment.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace weir::inline v0::diag {

/// Decided by what the kernel counts for the thread, never by guessing from names.
enum class stall_cause : std::uint8_t {
    cpu,         ///< it computed: thread CPU time kept up with the clock
    syscall,     ///< it slept in a system call
    lock,        ///< it slept on a futex: a mutex, a condition, a join
    page_fault,  ///< it slept for memory: a major fault outside of any system call
    starved,     ///< it could run but was not let: other threads, or the cgroup's quota
    stopped,     ///< the whole process was suspended (SIGSTOP, a debugger, a frozen cgroup)
};
inline constexpr std::size_t stall_cause_count = 6;
[[nodiscard]] const char* to_string(stall_cause cause) noexcept;

/// A coroutine of the await chain, innermost first.
struct await_line {
    std::string function{};
    std::string file{};
    unsigned line = 0;   ///< 0 before its first await
    std::string task{};  ///< the name given to `spawn`, else empty
};

/// A native frame, innermost first; inlined functions have lines of their own.
struct stack_line {
    std::string function{};  ///< empty where no symbol is known
    std::string file{};
    unsigned line = 0;
    std::string module{};       ///< path of the program or library
    std::string build_id{};     ///< hexadecimal; with `address` it finds the symbol later
    std::uint64_t address = 0;  ///< relative to the module
    bool inlined = false;
    bool doubtful = false;  ///< found by scanning, not by unwinding
};

struct stall_record {
    std::uint64_t id = 0;  ///< counts up from 1
    unsigned shard = 0;
    bool ended = false;
    stall_cause cause = stall_cause::cpu;
    std::string detail{};   ///< such as "read(4: pipe:[1361])" or "mutex 0x55d0 owned by thread 71"
    std::string culprit{};  ///< the function to blame, see docs/design/0015
    std::string task{};     ///< name of the innermost named task
    std::string spawned_at{};            ///< file:line of its spawn, where known
    std::vector<await_line> awaiting{};  ///< the async backtrace
    std::vector<stack_line> stack{};     ///< the native stack
    trace_context trace{};               ///< of the request it served
    std::chrono::sys_time<std::chrono::milliseconds> begun{};
    duration lasted{};     ///< so far, until it ended
    duration cpu{};        ///< CPU time used in it
    duration runnable{};   ///< waited for a CPU
    duration throttled{};  ///< the cgroup was throttled meanwhile
    std::uint64_t major_faults = 0;
    std::string profile{};  ///< path of the profile written for it, else empty
};

[[nodiscard]] std::string to_json(const stall_record& record);

/// Several lines for people: a sentence, then both stacks.
[[nodiscard]] std::string describe(const stall_record& record);

}  // namespace weir::inline v0::diag
