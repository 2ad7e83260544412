// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Where blocking is the faster way: small reads that the page cache answers at once.
///
/// A loop of `pread` against a loop of `file::read_at`, on one shard and on its driver, over the
/// size of the read. Both take turns, and each size keeps its median, so that a slow moment of the
/// machine hits neither side alone.

#include <weir/coro/task.hpp>
#include <weir/lab/report.hpp>

#include <string>

namespace weir::inline v0::lab {

/// Measures with a file of its own in `directory`. Holds the shard while it does. Errors: the
/// system's.
[[nodiscard]] task<result<cached_reads>> measure_cached_reads(std::string directory);

/// The size from which on async never costs more than 5 % more than sync; none if there is none.
[[nodiscard]] std::optional<std::uint64_t> find_crossover(const std::vector<cached_read_row>& rows);

}  // namespace weir::inline v0::lab
