// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "helper_thread.hpp"
#include "way.hpp"

#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <vector>

namespace stalls {

using weir::task;
using cause = weir::diag::stall_cause;

namespace {

constexpr std::size_t page = 4096;

[[gnu::noinline]] char touch(const volatile char* memory) {
    return *memory;
}

/// A page whose content comes late, as from a slow disk: the fault waits for another thread.
task<void> way_page_fault() {
    const int uffd = static_cast<int>(syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY));
    uffdio_api api{.api = UFFD_API, .features = 0, .ioctls = 0};
    ioctl(uffd, UFFDIO_API, &api);
    void* memory = mmap(nullptr, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    uffdio_register watch{};
    watch.range = {.start = reinterpret_cast<std::uintptr_t>(memory), .len = page};
    watch.mode = UFFDIO_REGISTER_MODE_MISSING;
    ioctl(uffd, UFFDIO_REGISTER, &watch);
    const helper_thread pager("pager", [&] {
        uffdio_zeropage fill{};
        fill.range = watch.range;
        ioctl(uffd, UFFDIO_ZEROPAGE, &fill);
    });
    touch(static_cast<const char*>(memory));
    munmap(memory, page);
    ::close(uffd);
    co_return;
}

[[gnu::noinline]] void be_starved() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(2 * stall_ms);
    while (std::chrono::steady_clock::now() < end) {
    }
    not_a_tail_call();
}

/// Shares one CPU with threads that may take nearly all of it.
task<void> way_starved() {
    cpu_set_t before;
    cpu_set_t one;
    sched_getaffinity(0, sizeof before, &before);
    CPU_ZERO(&one);
    CPU_SET(sched_getcpu(), &one);
    sched_setaffinity(0, sizeof one, &one);
    std::atomic<bool> done{false};
    std::vector<std::thread> greedy;
    for (int i = 0; i < 8; ++i)
        greedy.emplace_back([&] {
            while (!done) {
            }
        });
    be_starved();
    done = true;
    for (std::thread& t : greedy) t.join();
    sched_setaffinity(0, sizeof before, &before);
    co_return;
}

[[gnu::noinline]] void be_stopped() {
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child == 0) {
        kill(parent, SIGSTOP);
        usleep(2 * stall_ms * 1000);
        kill(parent, SIGCONT);
        _exit(0);
    }
    waitpid(child, nullptr, 0);
    not_a_tail_call();
}
task<void> way_stopped() {
    be_stopped();
    co_return;
}

void slow_handler(int) {
    const cpu_span span;
    while (!span.over()) {
    }
}
[[gnu::noinline]] void raise_signal() {
    raise(SIGUSR2);
    not_a_tail_call();
}
task<void> way_signal_handler() {
    struct sigaction action{};
    action.sa_handler = slow_handler;
    sigaction(SIGUSR2, &action, nullptr);
    raise_signal();
    co_return;
}

}  // namespace

std::vector<way> kernel_ways() {
    std::vector<way> ways{
        {"threads that take the CPU", cause::starved, "be_starved", "way_starved", way_starved},
        {"process stopped by SIGSTOP", cause::stopped, "", "", way_stopped},
        {"signal handler that computes", cause::cpu, "slow_handler|cpu_ms", "way_signal_handler",
         way_signal_handler},
    };
    const int uffd = static_cast<int>(syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY));
    if (uffd >= 0) {
        ::close(uffd);
        ways.push_back({"page fault that waits", cause::page_fault, "touch", "way_page_fault",
                        way_page_fault});
    }
    return ways;
}

}  // namespace stalls
