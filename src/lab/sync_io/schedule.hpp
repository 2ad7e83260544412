// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Which loads run in which order, and for how long.
///
/// A step must last longer than the answers it waits for. Where workers bound a variant, the time
/// that an answer takes follows from users, workers and delay before anything is measured; so each
/// step is given that time, and a second more, to fill the queue before it is counted.

#include <weir/lab/sync_io_options.hpp>
#include <weir/load/plan.hpp>

#include <cstddef>
#include <vector>

namespace weir::inline v0::lab {

/// One variant under one load.
struct load_case {
    variant how = variant::sync;
    operation what = operation::profile;
    std::vector<unsigned> users;
    std::size_t queue = 0;
    duration client_timeout{};
    unsigned backend_limit = 0;
    /// How long a user waits after a failure.
    duration error_pause = std::chrono::milliseconds(100);
};

/// Cases that may run at the same time.
using phase_plan = std::vector<load_case>;

/// Threads that block bound the throughput.
[[nodiscard]] bool is_worker_bound(variant v) noexcept;

/// The mean latency that the closed model predicts.
[[nodiscard]] duration expected_latency(const sync_io_options& options, const load_case& load,
                                        unsigned users) noexcept;

[[nodiscard]] std::vector<load::step_plan> plan_steps(const sync_io_options& options,
                                                      const load_case& load);

/// The main run. Sync and wrapped, whose threads sleep nearly all the time, run together against
/// backends of their own; every other case has the machine to itself.
[[nodiscard]] std::vector<phase_plan> main_phases(const sync_io_options& options);

/// Sync, then async: a queue of 500 and clients that wait four times the delay, at the largest
/// step.
[[nodiscard]] std::vector<phase_plan> overload_phases(const sync_io_options& options);

/// Async, whose backend serves only so many requests at once as sync has workers.
[[nodiscard]] std::vector<phase_plan> backend_limit_phases(const sync_io_options& options);

/// How long the phases take, apart from starting the servers.
[[nodiscard]] duration total_time(const sync_io_options& options,
                                  const std::vector<phase_plan>& phases);

}  // namespace weir::inline v0::lab
