// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// A task that blocks its shard in four classic ways, and the blocking guard that names each of
// them.
//
//     blocking-guard [count|warn|raise|abort]

#include <weir/coro.hpp>
#include <weir/diag/blocking_guard.hpp>
#include <weir/rt.hpp>

#include <netdb.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>

using namespace std::chrono_literals;
namespace guard = weir::diag::blocking_guard;

namespace {

std::string read_config() {
    std::ifstream file("/etc/hostname");
    std::string line;
    std::getline(file, line);
    return line;
}

void look_up() {
    addrinfo* found = nullptr;
    if (getaddrinfo("localhost", nullptr, nullptr, &found) == 0) freeaddrinfo(found);
}

/// Another thread holds the lock for a while.
void wait_for_lock() {
    std::mutex mutex;
    std::unique_lock held(mutex, std::defer_lock);
    std::thread other([&] {
        const std::lock_guard hold(mutex);
        std::this_thread::sleep_for(5ms);
    });
    while (held.try_lock()) held.unlock();
    held.lock();
    held.unlock();
    const weir::diag::blocking_allowed end("the thread has ended but for a few instructions");
    other.join();
}

weir::task<weir::result<void>> work() {
    {
        const weir::diag::blocking_allowed once("the configuration is read once, before we serve");
        std::printf("this is %s\n", read_config().c_str());
    }
    co_await weir::ok(weir::sleep_for(1ms));  // waits, but does not block
    read_config();
    look_up();
    std::this_thread::sleep_for(1ms);
    wait_for_lock();
    co_return {};
}

guard::mode mode_of(int argc, char** argv) {
    for (const auto m : {guard::mode::warn, guard::mode::raise, guard::mode::abort})
        if (argc > 1 && std::strcmp(argv[1], guard::to_string(m)) == 0) return m;
    return guard::mode::count;
}

}  // namespace

int main(int argc, char** argv) {
    if (const auto on = guard::install(mode_of(argc, argv)); !on) {
        std::fprintf(stderr, "%s\n", on.error().message().c_str());
        return 1;
    }
    try {
        static_cast<void>(weir::run(work, {.shards = 1}));
    } catch (const weir::diag::blocking_error& e) {
        std::printf("the task ended with an exception:\n%s\n", e.what());
    }
    std::printf("%s", guard::report().c_str());
}
