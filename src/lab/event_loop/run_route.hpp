// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Measures one route: `/ping` before, while and after it is called, and what the calls cost.

#include "lab/event_loop/subjects.hpp"
#include "lab/process/server_process.hpp"

#include <weir/lab/event_loop.hpp>

#include <cstdint>
#include <string>

namespace weir::inline v0::lab {

struct loop_context_of_run {
    const event_loop_options& options;
    server_process& server;
    std::uint64_t last_stall = 0;  ///< the newest record that was seen so far
};

struct route_outcome {
    loop_route found;
    std::string failure;  ///< why it ended early; empty if it did not
};

/// Cancellation: ends with the phases that were begun.
[[nodiscard]] task<route_outcome> run_route(loop_context_of_run& context, const route_plan& plan,
                                            bool harms);

/// How long that takes.
[[nodiscard]] duration time_of_route(const event_loop_options& options) noexcept;

}  // namespace weir::inline v0::lab
