// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// A server of one shard that switches its diagnostics on and off while it serves, and writes what a
// request cost in each window: "on|off REQUESTS CPU_NS". The order within a pair is drawn, so that
// neither side always comes first. The CPU time is that of the whole process, watchdog included.

#include <weir/coro.hpp>
#include <weir/diag/monitor.hpp>
#include <weir/http/server.hpp>
#include <weir/net/listener.hpp>
#include <weir/rt/runtime.hpp>

#include <time.h>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <thread>

namespace {

std::atomic<std::uint64_t> answered{0};

weir::task<weir::result<weir::http::response>> hello(weir::http::request&) {
    answered.store(answered.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    co_return weir::http::response::text("Hello, World!");
}

weir::task<weir::result<void>> serve(std::uint16_t port) {
    weir::http::server web;
    web.route(weir::http::method::get, "/", hello);
    auto listener = co_await weir::ok(weir::listener::listen(weir::address::loopback(port)));
    co_return co_await web.serve(listener);
}

std::uint64_t cpu_ns() {
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<std::uint64_t>(t.tv_sec) * 1'000'000'000 +
           static_cast<std::uint64_t>(t.tv_nsec);
}

void measure_window(bool on, std::chrono::milliseconds length) {
    weir::diag::set_enabled(on);
    const std::uint64_t requests = answered;
    const std::uint64_t cpu = cpu_ns();
    std::this_thread::sleep_for(length);
    std::printf("%s %llu %llu\n", on ? "on" : "off",
                static_cast<unsigned long long>(answered - requests),
                static_cast<unsigned long long>(cpu_ns() - cpu));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: %s PORT PAIRS\n", argv[0]);
        return 2;
    }
    const auto port = static_cast<std::uint16_t>(std::atoi(argv[1]));
    weir::runtime runtime({.shards = 1});
    if (!runtime.start()) return 1;
    runtime.at(0).post([port]() -> weir::task<void> {
        if (auto ended = co_await serve(port); !ended && !weir::this_task::stop_requested()) {
            std::fprintf(stderr, "toggled_server: %s\n", ended.error().message().c_str());
            std::_Exit(1);
        }
    });
    std::minstd_rand random(1);
    while (answered < 20'000) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    for (int pair = std::atoi(argv[2]); pair > 0; --pair) {
        const bool first = random() % 2 != 0;
        measure_window(first, std::chrono::milliseconds(50));
        measure_window(!first, std::chrono::milliseconds(50));
    }
    return 0;
}
