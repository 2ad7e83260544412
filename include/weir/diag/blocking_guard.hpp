// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Finds calls that block a shard, at the call: a synchronous read of a file, a lock that another
/// thread holds, a name lookup, a sleep. For tests and staging; what a shard does in production is
/// watched by weir/diag/monitor.hpp, which needs none of this.
///
///     blocking_guard::install(blocking_guard::mode::warn).value();
///     ...
///     { const blocking_allowed once("the licence is read once, at start");  read_licence(); }
///
/// The model: a shared object of its own, libweir_guard.so, defines the functions of libc that may
/// block and hands on to libc. A program gets it by linking `weir::guard` (CMake), or without being
/// built for it by `LD_PRELOAD=libweir_guard.so program`. It looks only at calls made on a shard's
/// thread within a turn of its loop: steps of tasks, posted functions, timers' functions, prepare
/// hooks. The loop's own wait for the kernel, and check hooks, lie outside.
///
/// What counts as blocking
/// - open, read, write and their kin on regular files (not those of /proc, /sys and cgroups),
/// fsync,
///   fdatasync, sync, syncfs, msync, sendfile, copy_file_range, fopen; opening a pipe;
/// - connect, accept, recv.., send.., read and write on sockets without O_NONBLOCK, whether or not
/// they
///   are ready now; read and write on pipes and terminals without O_NONBLOCK that are not ready;
/// - sleep, usleep, nanosleep, clock_nanosleep; poll, select, epoll_wait and their kin with a
/// timeout
///   other than 0; pause, sigwait and kin;
/// - getaddrinfo, getnameinfo and gethostby.. unless numeric; wait.. without WNOHANG, system,
/// popen,
///   pclose; flock, lockf and fcntl that wait;
/// - pthread mutexes and rwlocks that are still taken after some microseconds, sem_wait that has to
///   wait, pthread_join of a thread that runs, pthread_cond_wait, pthread_barrier_wait; a wait on a
///   futex (std::future, std::latch, atomic waits).
/// It does not see calls that libc makes itself (fread, printf), system calls made without libc,
/// page faults, nor computing.
///
/// `mode::raise` throws `blocking_error` before the call is made. Some functions are declared not
/// to throw, and an exception would end the program without a word; these abort with the report
/// instead: fopen, sync, syncfs, flock, sendfile, wait3, wait4, popen, pclose, syscall (futex),
/// pthread_mutex_*, pthread_rwlock_*, pthread_barrier_wait. Between the call and the handler may
/// stand code that does not expect exceptions: C libraries, and functions that are noexcept
/// themselves, such as std::condition_variable::wait, which end the program. Under ThreadSanitizer,
/// whose interceptors no exception may pass, every call aborts, and pthread_cond_wait and
/// pthread_cond_timedwait are not seen.
///
/// Costs (bench/micro, guard_bench): a call pays about a nanosecond while the guard is off, and
/// some on a thread that is no shard. `count` allocates nothing; the other modes do, and read files
/// to find names.
///
/// Thread safety: everything here may be called from any thread.

#include <weir/base/result.hpp>
#include <weir/base/time.hpp>

#include <cstdint>
#include <source_location>
#include <stdexcept>
#include <string>
#include <vector>

namespace weir::inline v0 {

namespace diag {

/// Thrown in the place of a call, see above. `what()` has the stack and the chain of awaits.
class blocking_error : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

namespace blocking_guard {

enum class mode {
    off,
    count,  ///< counts by culprit
    warn,   ///< also logs with the stack: a culprit's first call, its second, fourth, eighth...
    raise,  ///< throws `blocking_error`, where that cannot be: as abort
    abort,  ///< prints the stack and ends the program
};

[[nodiscard]] const char* to_string(mode m) noexcept;

enum class guard_errc {
    not_loaded = 1,  ///< neither linked nor preloaded
    bypassed,        ///< loaded, but calls do not go through it, for example after dlopen
};

const std::error_category& guard_category() noexcept;
std::error_code make_error_code(guard_errc code) noexcept;

/// Switches the guard on. Errors: `guard_errc`; the message says what to do. May be repeated.
[[nodiscard]] result<void> install(mode m);

[[nodiscard]] bool installed() noexcept;

/// Changes the mode, from the next call on. Does nothing unless installed.
void set_mode(mode m) noexcept;
/// `off` unless installed.
[[nodiscard]] mode current_mode() noexcept;

struct totals {
    std::uint64_t blocked = 0;   ///< calls that block
    std::uint64_t allowed = 0;   ///< calls that block, under a `blocking_allowed`
    std::uint64_t unlisted = 0;  ///< of `blocked`, those of culprits that found the table full
};
[[nodiscard]] totals counts() noexcept;

/// A coroutine that was running, or awaited the one before it.
struct awaiter {
    const char* function;
    const char* file;
    unsigned line;
};

/// A place that blocked: a function of libc and where it was called from. The table has 256.
struct culprit {
    std::string function;  ///< such as "fsync"
    std::uint64_t calls = 0;
    duration total{};  ///< spent in them
    duration longest{};
    // Of its first call:
    int descriptor = -1;  ///< -1: the function has none
    unsigned shard = 0;
    std::string task;                   ///< the name given to `spawn`; empty outside of tasks
    std::vector<std::uintptr_t> stack;  ///< return addresses, the caller's first
    std::vector<awaiter> awaiters;      ///< the running coroutine first
};

/// Those with the most calls first.
[[nodiscard]] std::vector<culprit> culprits();

/// Several lines: the call, its stack with names, its awaiters. Reads symbol tables.
[[nodiscard]] std::string describe(const culprit& c);

/// A place in the program with a `blocking_allowed` that was reached while the guard was on. The
/// table has 256.
struct rule {
    const char* reason;
    std::source_location at;
    std::uint64_t entered = 0;
    std::uint64_t fired = 0;    ///< blocking calls that it allowed
    std::uint64_t crossed = 0;  ///< times that it was kept over a suspension
};
[[nodiscard]] std::vector<rule> rules();
/// Those that never fired: the exception is no longer needed, or in the wrong place.
[[nodiscard]] std::vector<rule> unused_rules();

/// All of the above as text: totals, culprits, rules that never fired.
[[nodiscard]] std::string report();

/// Forgets counts, culprits and what rules did. Calls of this very moment may be lost.
void reset() noexcept;

}  // namespace blocking_guard

namespace detail {
struct allow_rule;
}

/// Allows blocking calls in its scope, on a shard, and says why.
///
/// It ends with the step: it covers calls made by the coroutine that holds it, and by what that
/// calls or awaits, until the coroutine is suspended for the first time. Kept over a suspension it
/// would cover other tasks, so from there on it allows nothing, and its end logs a warning, once
/// per place. Does nothing while the guard is off. `reason` is a literal: it is kept by its
/// address.
class [[nodiscard]] blocking_allowed {
public:
    explicit blocking_allowed(const char* reason, const std::source_location& at =
                                                      std::source_location::current()) noexcept;
    blocking_allowed(const blocking_allowed&) = delete;
    blocking_allowed& operator=(const blocking_allowed&) = delete;
    ~blocking_allowed();

private:
    friend struct allowances;

    detail::allow_rule* rule_ = nullptr;  ///< null: the guard is off, or this is no shard
    blocking_allowed* older_ = nullptr;
    blocking_allowed* newer_ = nullptr;
    std::uint64_t step_ = 0;
};

}  // namespace diag
}  // namespace weir::inline v0

template <>
struct std::is_error_code_enum<weir::diag::blocking_guard::guard_errc> : std::true_type {};
