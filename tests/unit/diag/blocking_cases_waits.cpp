// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "call_world.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <thread>

// What hardened programs call.
extern "C" int __poll_chk(pollfd*, nfds_t, int, size_t);
extern "C" int __ppoll_chk(pollfd*, nfds_t, const timespec*, const sigset_t*, size_t);

namespace weir::guard_test {
namespace {

using world = call_world;

constexpr timespec no_time{0, 0};
constexpr timespec second{1, 0};

void did(long outcome) {
    EXPECT_GE(outcome, 0);
}

pollfd readable(const world& w) {
    return {w.ready[0], POLLIN, 0};
}

template <class Select>
void select_on(const world& w, Select select) {
    fd_set in;
    FD_ZERO(&in);
    FD_SET(w.ready[0], &in);
    did(select(w.ready[0] + 1, &in));
}

std::vector<call_case> sleep_cases() {
    return {
        {"sleep", true, [](world&) { did(::sleep(0)); }},
        {"usleep", true, [](world&) { did(::usleep(0)); }},
        {"nanosleep", true, [](world&) { did(::nanosleep(&no_time, nullptr)); }},
        {"clock_nanosleep", true,
         [](world&) { did(::clock_nanosleep(CLOCK_MONOTONIC, 0, &no_time, nullptr)); }},
        {"thrd_sleep", true, [](world&) { did(::thrd_sleep(&no_time, nullptr)); }},
        {"nanosleep", true,
         [](world&) { std::this_thread::sleep_for(std::chrono::nanoseconds(1)); }},
        {"pause", true, [](world&) { did(::pause()); }, true},
        {"sigsuspend", true,
         [](world&) {
             sigset_t none;
             sigemptyset(&none);
             ::sigsuspend(&none);
         },
         true},
    };
}

std::vector<call_case> poll_cases() {
    return {
        {"poll", true,
         [](world& w) {
             pollfd p = readable(w);
             did(::poll(&p, 1, 1000));
         }},
        {"poll", true,
         [](world& w) {
             pollfd p = readable(w);
             did(__poll_chk(&p, 1, -1, sizeof p));
         }},
        {"ppoll", true,
         [](world& w) {
             pollfd p = readable(w);
             did(::ppoll(&p, 1, &second, nullptr));
         }},
        {"ppoll", true,
         [](world& w) {
             pollfd p = readable(w);
             did(__ppoll_chk(&p, 1, &second, nullptr, sizeof p));
         }},
        {"select", true,
         [](world& w) {
             select_on(w, [](int n, fd_set* in) {
                 timeval t{1, 0};
                 return ::select(n, in, nullptr, nullptr, &t);
             });
         }},
        {"pselect", true,
         [](world& w) {
             select_on(w, [](int n, fd_set* in) {
                 return ::pselect(n, in, nullptr, nullptr, nullptr, nullptr);
             });
         }},
        {"epoll_wait", true,
         [](world& w) {
             epoll_event e;
             did(::epoll_wait(w.epoll, &e, 1, 1000));
         }},
        {"epoll_pwait", true,
         [](world& w) {
             epoll_event e;
             did(::epoll_pwait(w.epoll, &e, 1, -1, nullptr));
         }},
        {"epoll_pwait2", true,
         [](world& w) {
             epoll_event e;
             did(::epoll_pwait2(w.epoll, &e, 1, &second, nullptr));
         }},
    };
}

/// Calls `wait` with a set of one signal, which is pending.
template <class Wait>
void with_signal(Wait wait) {
    sigset_t one;
    sigset_t before;
    sigemptyset(&one);
    sigaddset(&one, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &one, &before);
    pthread_kill(pthread_self(), SIGUSR2);
    const auto restore = [&] {
        sigtimedwait(&one, nullptr, &no_time);  // where the call was not made
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
    };
    try {
        did(wait(&one));
    } catch (...) {
        restore();
        throw;
    }
    restore();
}

std::vector<call_case> signal_cases() {
    return {
        {"sigwait", true,
         [](world&) {
             with_signal([](const sigset_t* set) {
                 int got = 0;
                 return ::sigwait(set, &got);
             });
         }},
        {"sigwaitinfo", true,
         [](world&) {
             with_signal([](const sigset_t* set) { return ::sigwaitinfo(set, nullptr); });
         }},
        {"sigtimedwait", true,
         [](world&) {
             with_signal([](const sigset_t* set) { return ::sigtimedwait(set, nullptr, &second); });
         }},
    };
}

std::vector<call_case> process_cases() {
    return {
        {"wait", true, [](world&) { ::wait(nullptr); }},
        {"waitpid", true, [](world&) { ::waitpid(-1, nullptr, 0); }},
        {"wait3", false, [](world&) { ::wait3(nullptr, 0, nullptr); }},
        {"wait4", false, [](world&) { ::wait4(-1, nullptr, 0, nullptr); }},
        {"waitid", true,
         [](world&) {
             siginfo_t i;
             ::waitid(P_ALL, 0, &i, WEXITED);
         }},
        {"system", true, [](world&) { did(::system("exit 0")); }},
        {"popen", false, [](world&) { ::pclose(::popen("exit 0", "r")); }},
    };
}

sockaddr_in localhost() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

struct host_space {
    hostent entry{};
    char bytes[1024]{};
    hostent* found = nullptr;
    int error = 0;
};

std::vector<call_case> name_cases() {
    return {
        {"getaddrinfo", true,
         [](world&) {
             addrinfo* found = nullptr;
             if (::getaddrinfo("localhost", nullptr, nullptr, &found) == 0) freeaddrinfo(found);
         }},
        {"getnameinfo", true,
         [a = localhost()](world&) {
             char host[256];
             ::getnameinfo(reinterpret_cast<const sockaddr*>(&a), sizeof a, host, sizeof host,
                           nullptr, 0, 0);
         }},
        {"gethostbyname", true, [](world&) { ::gethostbyname("localhost"); }},
        {"gethostbyname2", true, [](world&) { ::gethostbyname2("localhost", AF_INET); }},
        {"gethostbyaddr", true,
         [a = localhost()](world&) { ::gethostbyaddr(&a.sin_addr, sizeof a.sin_addr, AF_INET); }},
        {"gethostbyname_r", true,
         [](world&) {
             host_space s;
             ::gethostbyname_r("localhost", &s.entry, s.bytes, sizeof s.bytes, &s.found, &s.error);
         }},
        {"gethostbyname2_r", true,
         [](world&) {
             host_space s;
             ::gethostbyname2_r("localhost", AF_INET, &s.entry, s.bytes, sizeof s.bytes, &s.found,
                                &s.error);
         }},
        {"gethostbyaddr_r", true,
         [a = localhost()](world&) {
             host_space s;
             ::gethostbyaddr_r(&a.sin_addr, sizeof a.sin_addr, AF_INET, &s.entry, s.bytes,
                               sizeof s.bytes, &s.found, &s.error);
         }},
    };
}

std::vector<call_case> together(std::vector<std::vector<call_case>> parts) {
    std::vector<call_case> all;
    for (auto& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

}  // namespace

std::vector<call_case> wait_cases() {
    return together({sleep_cases(), poll_cases(), signal_cases(), process_cases(), name_cases()});
}

}  // namespace weir::guard_test
