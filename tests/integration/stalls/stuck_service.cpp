// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Stalls when told to, and leaves profiles in a directory.
//
//     stuck_service DIRECTORY POLICY STALLS
//
// Stalls so many times for 150 ms, says "ready", and then stands still for good once a line comes
// on standard input. SIGUSR1 writes a profile; SIGTERM too, if it stands still.

#include <weir/coro/sleep.hpp>
#include <weir/diag/monitor.hpp>
#include <weir/rt/runtime.hpp>

#include <poll.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

using namespace std::chrono_literals;
using weir::diag::profile_policy;

void stand_still(long ms) {
    const timespec t{.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1'000'000};
    nanosleep(&t, nullptr);
}

bool told() {
    pollfd in{.fd = 0, .events = POLLIN, .revents = 0};
    return poll(&in, 1, 0) > 0;
}

weir::task<void> serve(int stalls) {
    for (int i = 0; i < stalls; ++i) {
        stand_still(150);
        static_cast<void>(co_await weir::sleep_for(200ms));
    }
    std::puts("ready");
    std::fflush(stdout);
    while (!told()) static_cast<void>(co_await weir::sleep_for(20ms));
    std::puts("stuck");
    std::fflush(stdout);
    for (;;) stand_still(60'000);
}

profile_policy policy_of(std::string_view name) {
    if (name == "always") return profile_policy::always;
    return name == "first" ? profile_policy::first_per_culprit : profile_policy::on_demand;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    const auto set = weir::diag::configure({.profile_directory = argv[1],
                                            .profiles = policy_of(argv[2]),
                                            .profile_files = 3,
                                            .profile_signal = SIGUSR1,
                                            .profile_on_terminate = true});
    if (!set) return 2;
    const int stalls = std::atoi(argv[3]);
    return weir::run([stalls]() -> weir::task<int> {
               co_await serve(stalls);
               co_return 0;
           })
        .value_or(1);
}
