// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A child process, known by its pidfd, with streams to it.
///
///     subprocess cat = co_await ok(subprocess::spawn(
///         {.program = "cat", .in = stdio::piped(), .out = stdio::piped()}));
///     co_await ok(cat.in().write(as_bytes("hello")));
///     co_await ok(cat.in().shutdown());
///     exit_status status = co_await ok(cat.wait());
///
/// A child does not outlive its owner: the destructor kills it with SIGKILL and reaps it, which
/// blocks the shard until the kernel has ended it, as a rule well under a millisecond (but as long
/// as a call on a dead disk holds it). `release` lets it go on purpose. The program must not ignore
/// SIGCHLD nor reap children that are not its own. The child begins with no signal blocked or
/// ignored, and with no descriptor but 0, 1 and 2. Thread safety: belongs to the shard that spawned
/// it. It may be moved while nothing is pending on it.

#include <weir/base/time.hpp>
#include <weir/coro/task.hpp>
#include <weir/proc/command.hpp>
#include <weir/proc/exit_status.hpp>
#include <weir/proc/pipe_stream.hpp>
#include <weir/rt/handle.hpp>

#include <sys/types.h>

#include <optional>
#include <utility>

namespace weir::inline v0 {

class subprocess {
public:
    /// Starts it, on a thread of the file pool, without copying the parent's page tables. Completes
    /// when the program runs. Errors: the system's, such as ENOENT for a program that is not there;
    /// `errc::bad_argument` for no program, or `merge` elsewhere than in `err`; `errc::queue_full`
    /// of the pool. Cancellation: before a thread took it, nothing was started; later it is waited
    /// for. Lifetime: keeps nothing of the command.
    static task<result<subprocess>> spawn(command what);

    subprocess(subprocess&& other) noexcept;
    subprocess& operator=(subprocess&& other) noexcept;
    ~subprocess() { end(); }

    /// Completes when it ended. Result: how; the same again when called again. Errors:
    /// `errc::canceled`, `errc::timed_out`; ECHILD if someone else reaped it. Cancellation: it goes
    /// on running and may be waited for again. Lifetime: the subprocess stays until completion.
    task<result<exit_status>> wait();

    /// Sends SIGTERM, and SIGKILL if it still runs after `grace` or when stopped meanwhile.
    /// Completes when it ended. Result and errors: as `wait`. Cancellation: kills at once.
    task<result<exit_status>> stop(duration grace);

    /// Sends a signal; it never meets another process. Errors: ESRCH once it was waited for.
    [[nodiscard]] result<void> signal(int number) const noexcept;
    /// SIGKILL, for the whole group if it leads one. Errors: as `signal`.
    [[nodiscard]] result<void> kill() const noexcept;

    /// Lets it run on, unowned; when it ends it stays a zombie until this program ends.
    pid_t release() noexcept;

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }

    /// The parent's ends of piped streams; closed ones for the others.
    [[nodiscard]] pipe_stream& in() noexcept { return in_; }
    [[nodiscard]] pipe_stream& out() noexcept { return out_; }
    [[nodiscard]] pipe_stream& err() noexcept { return err_; }

private:
    subprocess(pid_t pid, bool leads) noexcept : pid_(pid), leads_group_(leads) {}
    void swap(subprocess& other) noexcept;
    void end() noexcept;

    pid_t pid_ = -1;
    bool leads_group_ = false;
    tracked_handle pidfd_;
    std::optional<exit_status> status_;
    pipe_stream in_;
    pipe_stream out_;
    pipe_stream err_;
};

}  // namespace weir::inline v0
