// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/diag/exported.hpp>
#include <weir/diag/monitor.hpp>
#include <weir/rt/probes.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace weir::inline v0::diag::detail {

/// What a shard's probes say, copied.
struct shard_numbers {
    unsigned index = 0;
    std::uint64_t blocked_steps = 0;
    std::uint64_t preempted_steps = 0;
    std::uint64_t longest_turn_ns = 0;
    std::array<lag_histogram, phase_count> phases;
    const void* runtime = nullptr;
    const char* file_pool = nullptr;
    offload_stats file_pool_stats;
};
/// Of every shard that runs, ordered by index.
[[nodiscard]] std::vector<shard_numbers> read_shard_numbers();

/// The pools for files, one of each runtime, then those that are exported.
[[nodiscard]] std::vector<exported::pool_numbers> read_pools(
    const std::vector<shard_numbers>& shards);

}  // namespace weir::inline v0::diag::detail
