// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/interpose/gate.hpp"
#include "diag/guard/interpose/next.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

// Not declared unless the headers harden calls, but called by programs that were built so.
extern "C" int __poll_chk(pollfd*, nfds_t, int, size_t);
extern "C" int __ppoll_chk(pollfd*, nfds_t, const timespec*, const sigset_t*, size_t);

namespace weir::inline v0 {
namespace diag::interpose {

WEIR_GUARD_NEXT(poll);  // descriptors.cpp asks it too

namespace {

WEIR_GUARD_NEXT(sleep);
WEIR_GUARD_NEXT(usleep);
WEIR_GUARD_NEXT(nanosleep);
WEIR_GUARD_NEXT(clock_nanosleep);
WEIR_GUARD_NEXT(thrd_sleep);
WEIR_GUARD_NEXT(__poll_chk);
WEIR_GUARD_NEXT(ppoll);
WEIR_GUARD_NEXT(__ppoll_chk);
WEIR_GUARD_NEXT(select);
WEIR_GUARD_NEXT(pselect);
WEIR_GUARD_NEXT(epoll_wait);
WEIR_GUARD_NEXT(epoll_pwait);
WEIR_GUARD_NEXT(epoll_pwait2);
WEIR_GUARD_NEXT(pause);
WEIR_GUARD_NEXT(sigsuspend);
WEIR_GUARD_NEXT(sigwait);
WEIR_GUARD_NEXT(sigwaitinfo);
WEIR_GUARD_NEXT(sigtimedwait);

bool waits(int timeout) noexcept {
    return timeout != 0;
}

bool waits(const timespec* timeout) noexcept {
    return timeout == nullptr || timeout->tv_sec != 0 || timeout->tv_nsec != 0;
}

bool waits(const timeval* timeout) noexcept {
    return timeout == nullptr || timeout->tv_sec != 0 || timeout->tv_usec != 0;
}

}  // namespace

WEIR_GUARD_EXPORT unsigned sleep(unsigned seconds) {
    const passage way = enter({"sleep"}, -1, always);
    return way.leave((*next_sleep)(seconds));
}

WEIR_GUARD_EXPORT int usleep(useconds_t microseconds) {
    const passage way = enter({"usleep"}, -1, always);
    return way.leave((*next_usleep)(microseconds));
}

WEIR_GUARD_EXPORT int nanosleep(const timespec* time, timespec* left) {
    const passage way = enter({"nanosleep"}, -1, always);
    return way.leave((*next_nanosleep)(time, left));
}

WEIR_GUARD_EXPORT int clock_nanosleep(clockid_t clock, int flags, const timespec* time,
                                      timespec* left) {
    const passage way = enter({"clock_nanosleep"}, -1, always);
    return way.leave((*next_clock_nanosleep)(clock, flags, time, left));
}

WEIR_GUARD_EXPORT int thrd_sleep(const timespec* time, timespec* left) {
    const passage way = enter({"thrd_sleep"}, -1, always);
    return way.leave((*next_thrd_sleep)(time, left));
}

WEIR_GUARD_EXPORT int poll(pollfd* fds, nfds_t count, int timeout) {
    const passage way = enter({"poll"}, -1, [=] { return waits(timeout); });
    return way.leave((*next_poll)(fds, count, timeout));
}

WEIR_GUARD_EXPORT int __poll_chk(pollfd* fds, nfds_t count, int timeout, size_t room) {
    const passage way = enter({"poll"}, -1, [=] { return waits(timeout); });
    return way.leave((*next___poll_chk)(fds, count, timeout, room));
}

WEIR_GUARD_EXPORT int ppoll(pollfd* fds, nfds_t count, const timespec* timeout,
                            const sigset_t* mask) {
    const passage way = enter({"ppoll"}, -1, [=] { return waits(timeout); });
    return way.leave((*next_ppoll)(fds, count, timeout, mask));
}

WEIR_GUARD_EXPORT int __ppoll_chk(pollfd* fds, nfds_t count, const timespec* timeout,
                                  const sigset_t* mask, size_t room) {
    const passage way = enter({"ppoll"}, -1, [=] { return waits(timeout); });
    return way.leave((*next___ppoll_chk)(fds, count, timeout, mask, room));
}

WEIR_GUARD_EXPORT int select(int count, fd_set* in, fd_set* out, fd_set* bad, timeval* timeout) {
    const passage way = enter({"select"}, -1, [=] { return waits(timeout); });
    return way.leave((*next_select)(count, in, out, bad, timeout));
}

WEIR_GUARD_EXPORT int pselect(int count, fd_set* in, fd_set* out, fd_set* bad,
                              const timespec* timeout, const sigset_t* mask) {
    const passage way = enter({"pselect"}, -1, [=] { return waits(timeout); });
    return way.leave((*next_pselect)(count, in, out, bad, timeout, mask));
}

WEIR_GUARD_EXPORT int epoll_wait(int fd, epoll_event* events, int room, int timeout) {
    const passage way = enter({"epoll_wait"}, fd, [=] { return waits(timeout); });
    return way.leave((*next_epoll_wait)(fd, events, room, timeout));
}

WEIR_GUARD_EXPORT int epoll_pwait(int fd, epoll_event* events, int room, int timeout,
                                  const sigset_t* mask) {
    const passage way = enter({"epoll_pwait"}, fd, [=] { return waits(timeout); });
    return way.leave((*next_epoll_pwait)(fd, events, room, timeout, mask));
}

WEIR_GUARD_EXPORT int epoll_pwait2(int fd, epoll_event* events, int room, const timespec* timeout,
                                   const sigset_t* mask) {
    const passage way = enter({"epoll_pwait2"}, fd, [=] { return waits(timeout); });
    return way.leave((*next_epoll_pwait2)(fd, events, room, timeout, mask));
}

WEIR_GUARD_EXPORT int pause() {
    const passage way = enter({"pause"}, -1, always);
    return way.leave((*next_pause)());
}

WEIR_GUARD_EXPORT int sigsuspend(const sigset_t* mask) {
    const passage way = enter({"sigsuspend"}, -1, always);
    return way.leave((*next_sigsuspend)(mask));
}

WEIR_GUARD_EXPORT int sigwait(const sigset_t* set, int* signal) {
    const passage way = enter({"sigwait"}, -1, always);
    return way.leave((*next_sigwait)(set, signal));
}

WEIR_GUARD_EXPORT int sigwaitinfo(const sigset_t* set, siginfo_t* info) {
    const passage way = enter({"sigwaitinfo"}, -1, always);
    return way.leave((*next_sigwaitinfo)(set, info));
}

WEIR_GUARD_EXPORT int sigtimedwait(const sigset_t* set, siginfo_t* info, const timespec* timeout) {
    const passage way = enter({"sigtimedwait"}, -1, [=] { return waits(timeout); });
    return way.leave((*next_sigtimedwait)(set, info, timeout));
}

}  // namespace diag::interpose
}  // namespace weir::inline v0
