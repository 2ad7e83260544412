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

double on_a_bare_loop() {
    test::manual_loop loop;
    return loop.run(timed_steps());
}

double on_a_shard() {
    return run(timed_steps, {.shards = 1}).value_or(0);
}

void time_steps(benchmark::State& state, double (*run_all)()) {
    for (auto _ : state) state.SetIterationTime(run_all());
    state.counters["ns/op"] = benchmark::Counter(
        steps, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void step_on_a_bare_loop(benchmark::State& state) {
    time_steps(state, on_a_bare_loop);
}

void step_on_a_shard(benchmark::State& state) {
    time_steps(state, on_a_shard);
}

/// Back and forth between the two, so that the machine's drift cancels.
void price_of_probes(benchmark::State& state) {
    double more = 0;
    for (auto _ : state) {
        const double before = on_a_bare_loop();
        const double took = on_a_shard();
        const double after = on_a_bare_loop();
        state.SetIterationTime(took);
        more += took - (before + after) / 2;
    }
    state.counters["more_ns"] = more * 1e9 / steps / static_cast<double>(state.iterations());
}

BENCHMARK(step_on_a_bare_loop)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(step_on_a_shard)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(price_of_probes)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace weir
