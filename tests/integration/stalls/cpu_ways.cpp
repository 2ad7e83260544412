// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "way.hpp"

#include <weir/coro/sleep.hpp>
#include <weir/rt/shard.hpp>

#include <time.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>

namespace stalls {

using weir::task;
using cause = weir::diag::stall_cause;

long cpu_ms() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1'000'000;
}

namespace {

volatile unsigned sink = 0;

[[gnu::noinline]] unsigned mix(unsigned rounds) {
    unsigned x = sink;
    for (unsigned i = 0; i < rounds; ++i) x = x * 1664525 + 1013904223;
    return x;
}

[[gnu::noinline]] void hot_loop() {
    const cpu_span span;
    while (!span.over()) sink = mix(10'000);
}
task<void> way_hot_loop() {
    hot_loop();
    co_return;
}

[[gnu::always_inline]] inline void inlined_loop() {
    const cpu_span span;
    while (!span.over())
        for (unsigned i = 0; i < 10'000; ++i) sink = sink * 1664525 + 1013904223;
}
task<void> way_inlined_loop() {
    inlined_loop();
    co_return;
}

[[gnu::noinline]] unsigned recurse(unsigned depth) {
    return depth == 0 ? mix(500'000) : recurse(depth - 1) + 1;
}
task<void> way_deep_recursion() {
    const cpu_span span;
    while (!span.over()) sink = recurse(200);
    co_return;
}

[[gnu::noinline]] void leaf_work() {
    const cpu_span span;
    while (!span.over()) sink = mix(10'000);
}
task<void> chain_link(int below) {
    if (below == 0)
        leaf_work();
    else
        co_await chain_link(below - 1);
}
task<void> way_coroutine_chain() {
    co_await chain_link(40);
}

struct shape {
    virtual ~shape() = default;
    virtual unsigned area(unsigned x) = 0;
};
struct blob final : shape {
    [[gnu::noinline]] unsigned area(unsigned x) override { return mix(x); }
};
[[gnu::noinline]] void call_virtual() {
    const cpu_span span;
    const std::unique_ptr<shape> s = std::make_unique<blob>();
    while (!span.over()) sink = s->area(10'000);
}
task<void> way_virtual_calls() {
    call_virtual();
    co_return;
}

[[gnu::noinline]] void throw_and_catch() {
    const cpu_span span;
    while (!span.over()) {
        try {
            throw std::runtime_error("again");
        } catch (const std::exception&) {
            sink = sink + 1;
        }
    }
}
task<void> way_exceptions() {
    throw_and_catch();
    co_return;
}

struct slow_destructor {
    ~slow_destructor() { hot_loop(); }
};
task<void> way_unwinding() {
    try {
        const slow_destructor slow;
        throw std::runtime_error("its destructor computes");
    } catch (const std::exception&) {
        co_return;
    }
}

[[gnu::noinline]] void allocate_and_free() {
    const cpu_span span;
    while (!span.over()) {
        std::vector<std::unique_ptr<std::string>> all;
        for (int i = 0; i < 2'000; ++i) all.push_back(std::make_unique<std::string>(200, 'x'));
        sink = static_cast<unsigned>(all.size());
    }
}
task<void> way_allocations() {
    allocate_and_free();
    co_return;
}

[[gnu::noinline]] void spin_on_flag() {
    const cpu_span span;
    volatile bool flag = false;
    while (!flag) {
        if (span.over()) flag = true;
    }
}
task<void> way_spin_wait() {
    spin_on_flag();
    co_return;
}

[[gnu::noinline]] void call_back(const std::function<void()>& f) {
    f();
}
task<void> way_lambda() {
    call_back([] {
        const cpu_span span;
        while (!span.over()) sink = mix(10'000);
    });
    co_return;
}

void timer_work() {
    hot_loop();
}
task<void> way_timer_callback() {
    weir::timer t([](weir::timer&) noexcept { timer_work(); });
    weir::shard& here = *weir::shard::this_shard();
    here.timers().add(t, here.now() + std::chrono::milliseconds(1));
    static_cast<void>(co_await weir::sleep_for(std::chrono::milliseconds(5)));
}

void posted_work() {
    hot_loop();
}
task<void> way_posted_function() {
    weir::shard::this_shard()->post([] { posted_work(); });
    static_cast<void>(co_await weir::sleep_for(std::chrono::milliseconds(5)));
}

}  // namespace

std::vector<way> cpu_ways() {
    return {
        {"hot loop", cause::cpu, "hot_loop|mix", "way_hot_loop", way_hot_loop},
        {"loop inlined into the coroutine", cause::cpu, "inlined_loop", "way_inlined_loop",
         way_inlined_loop},
        {"deep recursion", cause::cpu, "", "way_deep_recursion", way_deep_recursion},
        {"40 coroutines deep", cause::cpu, "leaf_work|mix", "chain_link", way_coroutine_chain},
        {"virtual calls", cause::cpu, "", "way_virtual_calls", way_virtual_calls},
        {"exceptions thrown in a loop", cause::cpu, "throw_and_catch|cpu_ms", "way_exceptions",
         way_exceptions},
        {"destructor during unwinding", cause::cpu, "hot_loop|mix", "way_unwinding", way_unwinding},
        {"allocations", cause::cpu, "allocate_and_free", "way_allocations", way_allocations},
        {"spinning on a flag", cause::cpu, "", "way_spin_wait", way_spin_wait},
        {"lambda through std::function", cause::cpu, "way_lambda|mix", "way_lambda", way_lambda},
        {"timer callback", cause::cpu, "hot_loop|mix", nullptr, way_timer_callback},
        {"posted function", cause::cpu, "hot_loop|mix", nullptr, way_posted_function},
    };
}

}  // namespace stalls
