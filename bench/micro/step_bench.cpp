// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

/// What a step of a task costs on a shard, with its probes, budgets and looks at the clock, and on
/// a loop that has nothing of that: the difference is the price of diagnostics. A step is one
/// `yield`.

#include "support/manual_loop.hpp"

#include <weir/coro.hpp>
#include <weir/rt/runtime.hpp>

#include <benchmark/benchmark.h>

#include <chrono>

namespace weir {
namespace {

constexpr int steps = 1'000'000;

using seconds = std::chrono::duration<double>;

task<double> timed_steps() {
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < steps; ++i) co_await yield();
    co_return seconds(std::chrono::steady_clock::now() - begun).count();
}

void count_steps(benchmark::State& state) {
    state.counters["ns/op"] = benchmark::Counter(
        steps, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void step_on_a_shard(benchmark::State& state) {
    for (auto _ : state) {
        const auto took = run(timed_steps, {.shards = 1});
        if (!took) return state.SkipWithError(took.error().message().c_str());
        state.SetIterationTime(*took);
    }
    count_steps(state);
}

void step_on_a_bare_loop(benchmark::State& state) {
    for (auto _ : state) {
        test::manual_loop loop;
        state.SetIterationTime(loop.run(timed_steps()));
    }
    count_steps(state);
}

BENCHMARK(step_on_a_shard)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(step_on_a_bare_loop)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace weir
