// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

/// What a call pays for the blocking guard in front of it: against the same function of libc called
/// past the guard; turned off; counting, on a thread that is no shard; counting, within a step.
/// `lock` takes and leaves a free mutex, `receive` finds nothing on a socket with O_NONBLOCK,
/// `pread` reads a byte of a file in memory, which a step pays for as a call that blocks.

#include <weir/coro.hpp>
#include <weir/diag/blocking_guard.hpp>
#include <weir/rt/runtime.hpp>

#include <benchmark/benchmark.h>
#include <dlfcn.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace weir {
namespace {

namespace guard = diag::blocking_guard;

constexpr int calls = 100'000;

/// The function as libc defines it.
template <class Function>
Function* past_the_guard(const char* name) {
    static void* libc = dlopen("libc.so.6", RTLD_NOW | RTLD_NOLOAD);
    return reinterpret_cast<Function*>(dlsym(libc, name));
}

struct lock {
    decltype(&pthread_mutex_lock) call;
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

    explicit lock(bool past)
        : call(past ? past_the_guard<decltype(pthread_mutex_lock)>("pthread_mutex_lock")
                    : &pthread_mutex_lock) {}
    void operator()() {
        call(&mutex);
        pthread_mutex_unlock(&mutex);
    }
};

struct receive {
    decltype(&recv) call;
    int pair[2];

    explicit receive(bool past) : call(past ? past_the_guard<decltype(recv)>("recv") : &recv) {
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) != 0) std::abort();
    }
    receive(const receive&) = delete;
    receive& operator=(const receive&) = delete;
    ~receive() {
        close(pair[0]);
        close(pair[1]);
    }
    void operator()() {
        char byte;
        benchmark::DoNotOptimize(call(pair[0], &byte, 1, 0));
    }
};

struct pread_file {
    decltype(&pread) call;
    std::FILE* file = std::tmpfile();

    explicit pread_file(bool past)
        : call(past ? past_the_guard<decltype(pread)>("pread") : &pread) {
        std::fputs("x", file);
        std::fflush(file);
    }
    pread_file(const pread_file&) = delete;
    pread_file& operator=(const pread_file&) = delete;
    ~pread_file() { std::fclose(file); }
    void operator()() {
        char byte;
        benchmark::DoNotOptimize(call(fileno(file), &byte, 1, 0));
    }
};

template <class Call>
double seconds_of(Call& call) {
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < calls; ++i) call();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

template <class Call>
double within_a_step(Call& call) {
    auto main = [&]() -> task<double> { co_return seconds_of(call); };
    return run(main, {.shards = 1}).value_or(0);
}

void report(benchmark::State& state) {
    state.counters["ns/op"] = benchmark::Counter(
        calls, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

/// `mode` is off for the program's start; installing is repeatable.
bool set(benchmark::State& state, guard::mode mode) {
    if (auto on = guard::install(mode); on) return true;
    state.SkipWithError("the guard cannot be installed");
    return false;
}

template <class Call>
void plain(benchmark::State& state) {
    Call call(true);
    for (auto _ : state) state.SetIterationTime(seconds_of(call));
    report(state);
}

template <class Call>
void off(benchmark::State& state) {
    Call call(false);
    if (!set(state, guard::mode::off)) return;
    for (auto _ : state) state.SetIterationTime(seconds_of(call));
    report(state);
}

template <class Call>
void count_elsewhere(benchmark::State& state) {
    Call call(false);
    if (!set(state, guard::mode::count)) return;
    for (auto _ : state) state.SetIterationTime(seconds_of(call));
    guard::set_mode(guard::mode::off);
    report(state);
}

template <class Call>
void count_in_a_step(benchmark::State& state) {
    Call call(false);
    if (!set(state, guard::mode::count)) return;
    for (auto _ : state) state.SetIterationTime(within_a_step(call));
    guard::set_mode(guard::mode::off);
    report(state);
}

// Names without "/" and "<": bench/micro/run shows them as they are.
#define GUARD_BENCHMARKS(call)                                                       \
    BENCHMARK_TEMPLATE(plain, call)->Name("guard_" #call "_plain")->UseManualTime(); \
    BENCHMARK_TEMPLATE(off, call)->Name("guard_" #call "_off")->UseManualTime();     \
    BENCHMARK_TEMPLATE(count_elsewhere, call)                                        \
        ->Name("guard_" #call "_counted_elsewhere")                                  \
        ->UseManualTime();                                                           \
    BENCHMARK_TEMPLATE(count_in_a_step, call)                                        \
        ->Name("guard_" #call "_counted_in_a_step")                                  \
        ->UseManualTime()

GUARD_BENCHMARKS(lock);
GUARD_BENCHMARKS(receive);
GUARD_BENCHMARKS(pread_file);

}  // namespace
}  // namespace weir
