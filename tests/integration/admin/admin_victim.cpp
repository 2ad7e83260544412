// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// A program whose only shard gets stuck, with a lock that the whole process needs, for
// admin_test.py:
//
//     admin_victim HOW MILLISECONDS LIVENESS_MS      (HOW: none, sleep, spin, allocator, loader,
//     log)
//
// prints where its admin listener is, and gets stuck whenever a line comes on standard input. It
// ends with its input.

#include "global_malloc_lock.hpp"

#include <weir/base/log.hpp>
#include <weir/coro/ok.hpp>
#include <weir/coro/sleep.hpp>
#include <weir/diag/admin.hpp>
#include <weir/diag/exported.hpp>
#include <weir/diag/options.hpp>
#include <weir/http/server.hpp>
#include <weir/rt/offload.hpp>
#include <weir/rt/runtime.hpp>

#include <link.h>
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <string>

using namespace std::chrono_literals;

namespace {

std::mutex log_lock;
long stuck_ms = 0;

void sleep_here() {
    const timespec wait{.tv_sec = stuck_ms / 1000, .tv_nsec = stuck_ms % 1000 * 1'000'000};
    nanosleep(&wait, nullptr);
}

void slow_sink(weir::log_level, std::string_view line) noexcept {
    const std::lock_guard lock(log_lock);
    if (line == "sleep") sleep_here();
}

int slow_visitor(dl_phdr_info*, std::size_t, void*) {
    sleep_here();
    return 1;
}

/// What the records must name.
[[gnu::noinline]] void get_stuck(const std::string& how) {
    if (how == "sleep") sleep_here();
    if (how == "loader") dl_iterate_phdr(&slow_visitor, nullptr);
    if (how == "log") weir::log(weir::log_level::error, "sleep");
    if (how == "allocator") {
        const weir::test::global_malloc_lock held;
        sleep_here();
    }
    if (how == "spin") {
        const auto end = std::chrono::steady_clock::now() + stuck_ms * 1ms;
        while (std::chrono::steady_clock::now() < end) asm volatile("" ::: "memory");
    }
    asm volatile("" ::: "memory");  // no tail calls: this function has to be on the stack
}

bool read_line(std::string& line) {
    return static_cast<bool>(std::getline(std::cin, line));
}

weir::task<weir::result<int>> get_stuck_on_demand(std::string how, weir::offload_pool& pool) {
    std::string line;
    while (co_await weir::ok(weir::offload(pool, [&line] { return read_line(line); })))
        get_stuck(how);
    co_return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    stuck_ms = std::atol(argv[2]);
    weir::diag::options options;
    options.liveness_threshold = std::atol(argv[3]) * 1ms;
    const auto configured = weir::diag::configure(std::move(options));
    const char* token = std::getenv("VICTIM_TOKEN");
    weir::diag::admin_listener admin(
        {.address = "127.0.0.1:0", .token = token != nullptr ? token : ""});
    if (!configured || !admin.start()) return 1;
    if (argv[1] == std::string_view("log")) weir::set_log_sink(&slow_sink);
    weir::http::server web;
    const weir::diag::exported shown("api", web);
    weir::offload_pool input({.name = "input", .threads = 1});
    const weir::diag::exported pool("input", input);
    std::printf("%s\n", admin.address().c_str());
    std::fflush(stdout);
    const weir::result<int> code = weir::run(
        [&]() -> weir::task<weir::result<int>> {
            co_return co_await get_stuck_on_demand(argv[1], input);
        },
        {.shards = 1});
    return code.value_or(1);
}
