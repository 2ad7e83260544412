// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

/// What a timer costs while a million others are pending, as on a server with a timeout for every
/// connection; beside it the balanced tree that one would use without a wheel.

#include <weir/coro/timer_wheel.hpp>

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <random>
#include <vector>

namespace weir {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t crowd = 1'000'000;
constexpr std::size_t in_flight = 64;  // timers between their start and their cancellation
constexpr time_point start{1s};

void nothing(timer&) noexcept {}

/// Deadlines within a minute, made beforehand.
const std::vector<time_point>& deadlines() {
    static const std::vector<time_point> all = [] {
        std::mt19937_64 random(1);
        std::uniform_int_distribution<std::int64_t> within(1, duration(60s).count());
        std::vector<time_point> made(std::size_t{1} << 16);
        for (time_point& t : made) t = start + duration(within(random));
        return made;
    }();
    return all;
}

class crowded_wheel {
public:
    crowded_wheel() : wheel_(start), others_(crowd, timer(&nothing)) {
        for (std::size_t i = 0; i < crowd; ++i) wheel_.add(others_[i], when(i));
    }

    [[nodiscard]] static time_point when(std::size_t i) {
        return deadlines()[i % deadlines().size()];
    }
    [[nodiscard]] timer_wheel& wheel() noexcept { return wheel_; }
    [[nodiscard]] timer& other(std::size_t i) noexcept { return others_[i % crowd]; }

private:
    timer_wheel wheel_;
    std::vector<timer> others_;
};

void insert_and_cancel(benchmark::State& state) {
    crowded_wheel c;
    std::vector<timer> own(in_flight, timer(&nothing));
    std::size_t i = 0;
    for (auto _ : state) {
        timer& t = own[i % in_flight];
        t.cancel();
        c.wheel().add(t, crowded_wheel::when(i * 7));
        ++i;
    }
}

/// Each time another of the million, which is not in the cache: mostly what memory costs.
void restart_any_of_the_crowd(benchmark::State& state) {
    crowded_wheel c;
    std::size_t i = 0;
    for (auto _ : state) {
        c.wheel().add(c.other(i * 7919), crowded_wheel::when(i * 7));
        ++i;
    }
}

void multimap_insert_and_erase(benchmark::State& state) {
    std::multimap<time_point, int> tree;
    for (std::size_t i = 0; i < crowd; ++i) tree.emplace(crowded_wheel::when(i), 0);
    std::vector own(in_flight, tree.end());
    std::size_t i = 0;
    for (auto _ : state) {
        auto& mine = own[i % in_flight];
        if (mine != tree.end()) tree.erase(mine);
        mine = tree.emplace(crowded_wheel::when(i * 7), 0);
        ++i;
    }
}

BENCHMARK(insert_and_cancel);
BENCHMARK(restart_any_of_the_crowd);
BENCHMARK(multimap_insert_and_erase);

}  // namespace
}  // namespace weir
