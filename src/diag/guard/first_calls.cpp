// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/first_calls.hpp"

#include "diag/guard/guard_abi.hpp"

#include <weir/coro/backtrace.hpp>
#include <weir/rt/shard.hpp>

#include <array>
#include <atomic>
#include <cstdio>

namespace weir::inline v0 {
namespace diag {
namespace {

struct first_call {
    unsigned shard = 0;
    unsigned depth = 0;
    std::array<char, 48> task{};
    std::array<blocking_guard::awaiter, 16> awaiters{};
};

struct kept_call {
    std::atomic_flag busy;
    first_call call;
};

constinit std::array<kept_call, weir_guard_slots> kept{};

first_call running_now() noexcept {
    first_call now;
    const shard* here = shard::this_shard();
    if (here == nullptr) return now;
    now.shard = here->index();
    for (const promise_base* p = here->current(); p != nullptr; p = p->parent()) {
        const async_frame f = frame_of(*p);
        if (now.depth < now.awaiters.size())
            now.awaiters[now.depth++] = {f.line != 0 ? f.function : "(before its first await)",
                                         f.line != 0 ? f.file : "?", f.line};
        if (f.task != nullptr) std::snprintf(now.task.data(), now.task.size(), "%s", f.task);
    }
    return now;
}

void add(const first_call& call, blocking_guard::culprit& to) {
    to.shard = call.shard;
    to.task = call.task.data();
    to.awaiters.assign(call.awaiters.begin(), call.awaiters.begin() + call.depth);
}

}  // namespace

void keep_first_call(unsigned slot) noexcept {
    kept_call& k = kept[slot];
    if (k.busy.test_and_set(std::memory_order_acquire)) return;  // somebody reads it: never wait
    k.call = running_now();
    k.busy.clear(std::memory_order_release);
}

void add_first_call(unsigned slot, blocking_guard::culprit& to) {
    kept_call& k = kept[slot];
    if (k.busy.test_and_set(std::memory_order_acquire)) return;
    const first_call copy = k.call;
    k.busy.clear(std::memory_order_release);
    add(copy, to);
}

void add_running(blocking_guard::culprit& to) {
    add(running_now(), to);
}

}  // namespace diag
}  // namespace weir::inline v0
