// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

/// A program for the test of scripts/gdb: waits in several ways on one shard, and aborts there.

#include <weir/coro.hpp>
#include <weir/diag/tasks.hpp>
#include <weir/net.hpp>
#include <weir/rt/runtime.hpp>

#include <cstdio>
#include <cstdlib>

namespace {

using namespace weir;

task<result<void>> wait_long() {
    co_return co_await sleep_for(std::chrono::hours(1));
}

task<result<void>> accept_forever() {
    listener l = co_await ok(listener::listen(address::loopback(0)));
    co_await ok(l.accept());
    co_return {};
}

task<result<void>> crash_soon() {
    for (int i = 0; i < 5; ++i) co_await yield();
    std::abort();
}

task<result<void>> all_of_them() {
    co_return co_await with_scope([](scope& s) -> task<result<void>> {
        s.spawn("sleeper", wait_long);
        s.spawn("acceptor", accept_forever);
        s.spawn("crasher", crash_soon);
        co_return {};
    });
}

}  // namespace

int main() {
    // Also what a program does that has an admin listener; it links the registry of shards.
    std::printf("%zu shards\n", diag::tasks_snapshot().size());
    return run(all_of_them, {.shards = 1}) ? 0 : 1;
}
