// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/report/profile_signals.hpp"

#include "diag/watch/watchdog.hpp"

#include <signal.h>
#include <unistd.h>

#include <cerrno>

namespace weir::inline v0::diag {
namespace {

watchdog* wakes_on_signal = nullptr;
struct sigaction before_terminate;

void on_profile_signal(int) noexcept {
    const int before = errno;
    wakes_on_signal->wish_profile(profile_wish::now);
    errno = before;
}

void call_before(int signal, siginfo_t* info, void* context) noexcept {
    if ((before_terminate.sa_flags & SA_SIGINFO) != 0)
        before_terminate.sa_sigaction(signal, info, context);
    else if (before_terminate.sa_handler != SIG_IGN && before_terminate.sa_handler != SIG_DFL)
        before_terminate.sa_handler(signal);
}

// Without a handler of the program's own the process ends after the profile, or at once if nothing
// is stuck.
void on_terminate(int signal, siginfo_t* info, void* context) noexcept {
    const int before = errno;
    const bool stuck = wakes_on_signal->any_stall();
    const bool by_default =
        (before_terminate.sa_flags & SA_SIGINFO) == 0 && before_terminate.sa_handler == SIG_DFL;
    if (stuck)
        wakes_on_signal->wish_profile(by_default ? profile_wish::then_terminate
                                                 : profile_wish::now);
    else if (by_default)
        terminate_by_default();
    if (!by_default) call_before(signal, info, context);
    errno = before;
}

}  // namespace

void install_profile_signals(const options& o, watchdog& wakes) {
    wakes_on_signal = &wakes;
    struct sigaction action{};
    action.sa_flags = SA_RESTART;
    if (o.profile_signal != 0) {
        action.sa_handler = [](int signal) { on_profile_signal(signal); };
        sigaction(o.profile_signal, &action, nullptr);
    }
    if (!o.profile_on_terminate) return;
    action.sa_flags = SA_RESTART | SA_SIGINFO;
    action.sa_sigaction = [](int signal, siginfo_t* info, void* context) {
        on_terminate(signal, info, context);
    };
    sigaction(SIGTERM, &action, &before_terminate);
}

void terminate_by_default() noexcept {
    struct sigaction action{};
    action.sa_handler = SIG_DFL;
    sigaction(SIGTERM, &action, nullptr);
    kill(getpid(), SIGTERM);
}

}  // namespace weir::inline v0::diag
