// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "proc/launch.hpp"

#include <weir/coro/ok.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/coro/timeout.hpp>
#include <weir/proc/subprocess.hpp>
#include <weir/rt/offload.hpp>
#include <weir/rt/readiness.hpp>
#include <weir/rt/shard.hpp>

#include <signal.h>
#include <sys/wait.h>

#include <cerrno>

// Its declarations have C linkage only since glibc 2.37.
extern "C" {
#include <sys/pidfd.h>
}

namespace weir::inline v0 {
namespace {

constexpr op_info wait_info{"subprocess.wait", "poll"};
/// How long a killed child may take to end before `stop` gives up on it.
constexpr duration reap_limit = std::chrono::seconds(10);

exit_status status_of(const siginfo_t& info) noexcept {
    if (info.si_code == CLD_EXITED) return {.code = info.si_status};
    return {.signal = info.si_status, .core_dumped = info.si_code == CLD_DUMPED};
}

}  // namespace

task<result<subprocess>> subprocess::spawn(command what) {
    detail::launched child = co_await ok(
        offload(shard::of(this_task::env()).file_pool(), [&what] { return detail::launch(what); }));
    subprocess started(child.pid, what.new_group);
    auto adopted = io_handle::adopt(child.pidfd.get());
    if (!adopted) {
        ::kill(child.pid, SIGKILL);
        ::waitpid(child.pid, nullptr, 0);
        co_return fail(adopted.error());
    }
    static_cast<void>(child.pidfd.release());
    started.pidfd_ = tracked_handle(std::move(*adopted), handle_kind::process);
    pipe_stream* const streams[] = {&started.in_, &started.out_, &started.err_};
    for (std::size_t i = 0; i < child.ends.size(); ++i)
        if (child.ends[i]) *streams[i] = co_await ok(pipe_stream::adopt(std::move(child.ends[i])));
    co_return started;
}

subprocess::subprocess(subprocess&& other) noexcept {
    swap(other);
}

subprocess& subprocess::operator=(subprocess&& other) noexcept {
    subprocess taken(std::move(other));
    swap(taken);
    return *this;
}

void subprocess::swap(subprocess& other) noexcept {
    std::swap(pid_, other.pid_);
    std::swap(leads_group_, other.leads_group_);
    std::swap(pidfd_, other.pidfd_);
    std::swap(status_, other.status_);
    std::swap(in_, other.in_);
    std::swap(out_, other.out_);
    std::swap(err_, other.err_);
}

task<result<exit_status>> subprocess::wait() {
    for (;;) {
        if (status_) co_return *status_;
        if (!pidfd_) co_return fail(errc::closed);
        siginfo_t info{};
        const auto id = static_cast<id_t>(pidfd_.native());
        if (::waitid(P_PIDFD, id, &info, WEXITED | WNOHANG) != 0) co_return fail_errno(errno);
        if (info.si_pid != 0)
            status_ = status_of(info);
        else
            co_await ok(wait_readable(pidfd_, wait_info));
    }
}

task<result<exit_status>> subprocess::stop(duration grace) {
    if (status_) co_return *status_;
    static_cast<void>(signal(SIGTERM));
    if (auto ended = co_await with_timeout(grace, wait())) co_return ended;
    static_cast<void>(kill());
    co_return co_await shielded(reap_limit, wait());
}

result<void> subprocess::signal(int number) const noexcept {
    if (!pidfd_ || status_) return fail_errno(ESRCH);
    if (pidfd_send_signal(pidfd_.native(), number, nullptr, 0) != 0) return fail_errno(errno);
    return {};
}

result<void> subprocess::kill() const noexcept {
    if (!pidfd_ || status_) return fail_errno(ESRCH);
    // The child was not reaped, so the number of its group is still its own.
    if (leads_group_ && ::kill(-pid_, SIGKILL) == 0) return {};
    return signal(SIGKILL);
}

pid_t subprocess::release() noexcept {
    pidfd_.close();
    return pid_;
}

void subprocess::end() noexcept {
    if (!pidfd_ || status_) return;
    static_cast<void>(kill());
    // By number: a pidfd that a driver made non-blocking would not wait, and the number is the
    // child's own until it is reaped here.
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

}  // namespace weir::inline v0
