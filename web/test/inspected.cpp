// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// A program to inspect: its shard stands still every so often, asleep and at work in turn. It says
// where its admin listener is, and runs until it is told to end.
//
//     weir_inspected [TOKEN]

#include <weir/coro.hpp>
#include <weir/diag/admin.hpp>
#include <weir/rt/runtime.hpp>
#include <weir/rt/signals.hpp>

#include <time.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <string>

using namespace std::chrono_literals;

namespace inspected {

constexpr long stall_ns = 700'000'000;

[[gnu::noinline]] void sleep_on_the_shard() {
    const timespec wanted{.tv_sec = 0, .tv_nsec = stall_ns};
    ::clock_nanosleep(CLOCK_MONOTONIC, 0, &wanted, nullptr);
}

[[gnu::noinline]] std::uint64_t mix(std::uint64_t seed) {
    for (int i = 0; i < 1'000'000; ++i) seed = seed * 6364136223846793005U + 1442695040888963407U;
    return seed;
}

// By CPU time, so that a slow machine is kept busy for as long as a fast one.
[[gnu::noinline]] std::uint64_t compute_on_the_shard() {
    std::uint64_t seed = 1;
    const std::clock_t begin = std::clock();
    while (std::clock() - begin < stall_ns / 1000) seed = mix(seed);
    return seed;
}

volatile std::uint64_t computed = 0;

weir::task<weir::result<void>> load_catalogue() {
    sleep_on_the_shard();
    co_await weir::ok(weir::sleep_for(1s));
    computed = compute_on_the_shard();
    co_await weir::ok(weir::sleep_for(1s));
    co_return {};
}

weir::task<weir::result<void>> refresh() {
    for (;;) co_await weir::ok(load_catalogue());
}

weir::task<weir::result<void>> idle() {
    co_await weir::ok(weir::sleep_for(24h));
    co_return {};
}

weir::task<weir::result<void>> work() {
    auto signals = co_await weir::ok(weir::signal_set::watch({SIGINT, SIGTERM}));
    co_return co_await weir::with_scope([&](weir::scope& tasks) -> weir::task<weir::result<void>> {
        tasks.spawn("refresh", refresh);
        tasks.spawn("idle", idle);
        static_cast<void>(co_await signals.next());
        tasks.request_stop();
        co_return {};
    });
}

}  // namespace inspected

int main(int argc, char** argv) {
    weir::diag::admin_listener admin({.address = "127.0.0.1:0", .token = argc > 1 ? argv[1] : ""});
    if (auto started = admin.start(); !started) {
        std::fprintf(stderr, "%s\n", started.error().message().c_str());
        return 1;
    }
    std::printf("http://%s/\n", admin.address().c_str());
    std::fflush(stdout);
    return weir::run(inspected::work, {.shards = 1}) ? 0 : 1;
}
