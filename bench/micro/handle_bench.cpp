// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

/// What it costs that handles register, and what it costs to look at all of them:
///
///     build/release/bin/handle_bench --benchmark_min_time=0.5
///
/// Registering happens once for each connection or file, next to system calls of microseconds.
/// `in_tasks` is the case of a server: the maker is found some awaits up.

#include <weir/coro.hpp>
#include <weir/rt/handle.hpp>
#include <weir/rt/runtime.hpp>

#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

namespace weir {
namespace {

constexpr int batch = 10'000;

void per_operation(benchmark::State& state) {
    state.counters["ns/op"] = benchmark::Counter(
        batch, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void outside_of_tasks(benchmark::State& state) {
    for (auto _ : state)
        for (int i = 0; i < batch; ++i) {
            handle_entry e(handle_kind::stream, i);
            benchmark::DoNotOptimize(e);
        }
    per_operation(state);
}

void moves(benchmark::State& state) {
    handle_entry a(handle_kind::stream, 1);
    for (auto _ : state)
        for (int i = 0; i < batch; i += 2) {
            handle_entry b(std::move(a));
            benchmark::DoNotOptimize(b);
            a = std::move(b);
        }
    per_operation(state);
}

task<void> registers(benchmark::State& state, int depth) {
    if (depth != 0) co_return co_await registers(state, depth - 1);
    co_await yield();
    for (auto _ : state)
        for (int i = 0; i < batch; ++i) {
            handle_entry e(handle_kind::stream, i);
            benchmark::DoNotOptimize(e);
        }
}

void in_tasks(benchmark::State& state) {
    const auto depth = static_cast<int>(state.range(0));
    if (!run([&]() -> task<void> { co_await registers(state, depth); }, {.shards = 1}))
        state.SkipWithError("the runtime did not run");
    per_operation(state);
}

void walking_them(benchmark::State& state) {
    std::vector<std::unique_ptr<handle_entry>> open;
    for (int i = 0; i < batch; ++i)
        open.push_back(std::make_unique<handle_entry>(handle_kind::stream, i));
    int sum = 0;
    for (auto _ : state)
        handle_list::here().for_each([&](const handle_entry& e) { sum += e.fd(); });
    benchmark::DoNotOptimize(sum);
    per_operation(state);
}

BENCHMARK(outside_of_tasks);
BENCHMARK(moves);
BENCHMARK(in_tasks)->Arg(0)->Arg(4);
BENCHMARK(walking_them);

}  // namespace
}  // namespace weir
