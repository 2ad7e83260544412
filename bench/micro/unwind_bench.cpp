// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

/// What explaining a thread that sleeps costs the watchdog, by the depth of its stack: reading the
/// modules, unwinding, and naming the frames. Beside it what a signal handler pays to walk the
/// frame pointers of its own thread, which loses frames of libraries.

#include "diag/native/frame_pointers.hpp"
#include "diag/native/unwinder.hpp"
#include "unit/diag/native/blocked_thread.hpp"

#include <weir/diag/symbols.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <functional>
#include <span>

namespace weir {
namespace {

constexpr std::size_t most_frames = 256;

__attribute__((noinline, disable_tail_calls)) int recursion(std::int64_t depth,
                                                            const std::function<int()>& last) {
    return depth == 0 ? last() : recursion(depth - 1, last) + 1;
}

/// A thread that reads from an empty pipe so many calls deep.
class sleeper {
public:
    explicit sleeper(std::int64_t depth)
        : thread_([this, depth] { recursion(depth, [this] { return read(); }); },
                  [this] { gate_.open(); }) {
        thread_.wait_until_blocked(SYS_read);
    }
    std::size_t unwind(diag::unwinder& with, std::span<diag::native_frame> out) {
        return with.unwind_blocked(thread_.pc(), thread_.sp(), thread_.stack_top(), out);
    }

private:
    int read() {
        char byte = 0;
        return static_cast<int>(::read(gate_.read_end(), &byte, 1));
    }

    test::pipe_gate gate_;
    test::blocked_thread thread_;
};

void read_modules(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(diag::module_table::read());
}
BENCHMARK(read_modules)->Unit(benchmark::kMicrosecond);

void unwind_sleeping_thread(benchmark::State& state) {
    sleeper thread(state.range(0));
    diag::unwinder with;
    std::array<diag::native_frame, most_frames> frames;
    std::size_t count = 0;
    for (auto _ : state) count = thread.unwind(with, frames);
    state.counters["frames"] = static_cast<double>(count);
}
BENCHMARK(unwind_sleeping_thread)->Arg(5)->Arg(20)->Arg(100)->Unit(benchmark::kMicrosecond);

void walk_own_frame_pointers(benchmark::State& state) {
    std::array<std::uintptr_t, most_frames> frames;
    std::size_t count = 0;
    recursion(state.range(0), [&] {
        const auto bp = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
        for (auto _ : state)
            count = diag::walk_frame_pointers(1, bp, bp, bp, bp + (std::size_t{1} << 16U), frames);
        return 0;
    });
    state.counters["frames"] = static_cast<double>(count);
}
BENCHMARK(walk_own_frame_pointers)->Arg(5)->Arg(20)->Arg(100);

/// The first time reads symbol tables and DWARF, later ones are answered from memory.
void name_frames(benchmark::State& state) {
    sleeper thread(20);
    diag::unwinder with;
    std::array<diag::native_frame, most_frames> frames;
    const std::size_t count = thread.unwind(with, frames);
    const auto name_all = [&](diag::symbolizer& symbols) {
        for (std::size_t i = 0; i < count; ++i)
            benchmark::DoNotOptimize(symbols.resolve(frames[i].pc, i > 0));
    };
    diag::symbolizer kept;
    name_all(kept);
    for (auto _ : state) {
        if (state.range(0) == 0) {
            name_all(kept);
            continue;
        }
        diag::symbolizer fresh;
        name_all(fresh);
    }
}
BENCHMARK(name_frames)->ArgName("first")->Arg(1)->Arg(0)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace weir
