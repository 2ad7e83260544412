// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/shard_numbers.hpp"

#include "diag/tasks/live_shards.hpp"

#include <weir/rt/offload.hpp>
#include <weir/rt/runtime.hpp>

#include <algorithm>
#include <set>

namespace weir::inline v0::diag::detail {
namespace {

lag_histogram copy(const phase_histogram& from) noexcept {
    lag_histogram to;
    for (std::size_t i = 0; i < to.buckets.size(); ++i) to.buckets[i] = from.count(i);
    to.total_ns = from.total_nanoseconds();
    return to;
}

void copy(shard& from, shard_numbers& to) noexcept {
    const shard_probes& probes = from.probes();
    to.index = from.index();
    to.blocked_steps = probes.blocked_steps.load(std::memory_order_relaxed);
    to.preempted_steps = probes.preempted_steps.load(std::memory_order_relaxed);
    to.longest_turn_ns = probes.longest_turn.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < phase_count; ++i) to.phases[i] = copy(probes.phases[i]);
    to.runtime = &from.owner();
    to.file_pool = from.file_pool().name();
    to.file_pool_stats = from.file_pool().stats();
}

std::size_t count_shards() {
    std::size_t count = 0;
    live_shards::all().for_each([&](const live_shard&) { ++count; });
    return count;
}

}  // namespace

std::vector<shard_numbers> read_shard_numbers() {
    // Made before: with the list's lock held nothing may wait for the allocator.
    std::vector<shard_numbers> numbers(count_shards());
    std::size_t used = 0;
    live_shards::all().for_each([&](const live_shard& s) {
        if (used < numbers.size()) copy(*s.where, numbers[used++]);
    });
    numbers.resize(used);
    std::ranges::sort(numbers, {}, &shard_numbers::index);
    return numbers;
}

std::vector<exported::pool_numbers> read_pools(const std::vector<shard_numbers>& shards) {
    std::vector<exported::pool_numbers> pools;
    std::set<const void*> runtimes;
    for (const shard_numbers& s : shards)
        if (s.file_pool != nullptr && runtimes.insert(s.runtime).second)
            pools.emplace_back(s.file_pool, s.file_pool_stats);
    for (exported::pool_numbers& pool : exported::pools()) pools.push_back(std::move(pool));
    return pools;
}

}  // namespace weir::inline v0::diag::detail
