// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

/// What the building blocks of L1 cost. Run a release build:
///
///     build/release/bin/coro_bench --benchmark_min_time=0.5
///
/// Every benchmark does `batch` operations per iteration; "ns/op" is the number to read.

#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

#include <benchmark/benchmark.h>

namespace weir {
namespace {

constexpr int batch = 10'000;

/// Runs `make()`, a task, to its end in every iteration.
template <class Make>
void run_batches(benchmark::State& state, Make make) {
    test::manual_loop loop;
    for (auto _ : state) {
        auto started = loop.start(make());
        if (!started->done()) state.SkipWithError("the task did not end");
    }
    state.counters["ns/op"] = benchmark::Counter(
        batch, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

task<int> child(int n) {
    co_return n + 1;
}

task<result<int>> child_result(int n) {
    if (n < 0) co_return fail(errc::eof);
    co_return n + 1;
}

task<int> awaits_children() {
    int n = 0;
    for (int i = 0; i < batch; ++i) n = co_await child(n);
    co_return n;
}

task<result<int>> awaits_ok() {
    int n = 0;
    for (int i = 0; i < batch; ++i) n = co_await ok(child_result(n));
    co_return n;
}

task<result<int>> returns_error() {
    co_return co_await ok(child_result(-1));
}

task<int> awaits_errors() {
    int n = 0;
    for (int i = 0; i < batch; ++i) n += (co_await returns_error()).has_value() ? 1 : 0;
    co_return n;
}

task<void> nothing() {
    co_return;
}

task<void> spawns() {
    scope s;
    for (int i = 0; i < batch; ++i) s.spawn("child", nothing);
    static_cast<void>(co_await s.join());
}

task<void> spawns_one_by_one() {
    for (int i = 0; i < batch; ++i) {
        scope s;
        s.spawn("child", nothing);
        static_cast<void>(co_await s.join());
    }
}

task<void> yields() {
    for (int i = 0; i < batch; ++i) co_await yield();
}

task<void> with_timeouts() {
    for (int i = 0; i < batch; ++i)
        static_cast<void>(co_await with_timeout(std::chrono::seconds(1), child(i)));
}

task<void> gathers() {
    for (int i = 0; i < batch; ++i) static_cast<void>(co_await when_all(child(i), child(i)));
}

generator<int> count_to(int n) {
    for (int i = 0; i < n; ++i) co_yield i;
}

task<int> iterates() {
    int sum = 0;
    static_cast<void>(co_await each(count_to(batch), [&](int v) { sum += v; }));
    co_return sum;
}

task<result<int>> sends_to_itself() {
    channel<int> c(1);
    int sum = 0;
    for (int i = 0; i < batch; ++i) {
        co_await ok(c.send(i));
        sum += co_await ok(c.receive());
    }
    co_return sum;
}

task<result<void>> sends_to_another() {
    channel<int> c(0);
    co_return co_await with_scope([&](scope& s) -> task<result<void>> {
        s.spawn("producer", [&]() -> task<result<void>> {
            for (int i = 0; i < batch; ++i) co_await ok(c.send(i));
            c.close();
            co_return {};
        });
        while (co_await c.receive()) {
        }
        co_return {};
    });
}

task<result<void>> locks() {
    mutex m;
    for (int i = 0; i < batch; ++i) mutex::guard held = co_await ok(m.lock());
    co_return {};
}

task<int> calls_handlers() {
    const async_function<int(int&)> handler = [](int& n) -> task<int> { co_return n + 1; };
    int n = 0;
    for (int i = 0; i < batch; ++i) n = co_await handler(n);
    co_return n;
}

void await_child(benchmark::State& s) {
    run_batches(s, awaits_children);
}
void await_ok(benchmark::State& s) {
    run_batches(s, awaits_ok);
}
void await_ok_error(benchmark::State& s) {
    run_batches(s, awaits_errors);
}
void spawn_many_and_join(benchmark::State& s) {
    run_batches(s, spawns);
}
void spawn_one_and_join(benchmark::State& s) {
    run_batches(s, spawns_one_by_one);
}
void yield_once(benchmark::State& s) {
    run_batches(s, yields);
}
void timeout_around_child(benchmark::State& s) {
    run_batches(s, with_timeouts);
}
void when_all_of_two(benchmark::State& s) {
    run_batches(s, gathers);
}

void generator_value(benchmark::State& s) {
    run_batches(s, iterates);
}
void channel_send_and_receive(benchmark::State& s) {
    run_batches(s, sends_to_itself);
}
void channel_hand_over(benchmark::State& s) {
    run_batches(s, sends_to_another);
}
void mutex_uncontended(benchmark::State& s) {
    run_batches(s, locks);
}
void async_function_call(benchmark::State& s) {
    run_batches(s, calls_handlers);
}

BENCHMARK(await_child);
BENCHMARK(await_ok);
BENCHMARK(await_ok_error);
BENCHMARK(spawn_many_and_join);
BENCHMARK(spawn_one_and_join);
BENCHMARK(yield_once);
BENCHMARK(timeout_around_child);
BENCHMARK(when_all_of_two);
BENCHMARK(generator_value);
BENCHMARK(channel_send_and_receive);
BENCHMARK(channel_hand_over);
BENCHMARK(mutex_uncontended);
BENCHMARK(async_function_call);

}  // namespace
}  // namespace weir
