// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the experiment `event-loop` found: the part of a `report` that only it has.
///
///     for (const lab::loop_route& r : found.subjects.front().routes) print(r.path, r.verdict);

#include <weir/lab/latency_figures.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weir::inline v0::lab {

/// Ping, as long as the route's calls did not come, came, or came no more.
struct ping_phase : latency_figures {
    double seconds = 0;
    std::uint64_t due = 0;
    std::uint64_t ok = 0;
    std::uint64_t errors = 0;
    bool certified = true;  ///< the generator itself kept up
};

/// The calls of the route itself.
struct route_calls : latency_figures {
    std::uint64_t ok = 0;
    std::uint64_t errors = 0;
    std::optional<double> cpu_ms = {};  ///< of the server per call, all its threads, without pings
};

/// What the diagnostics of the server said meanwhile.
struct route_stalls {
    bool watched = false;     ///< the server was watched at all
    std::uint64_t count = 0;  ///< records of this route's phase
    double longest_ms = 0;
    std::string cause = {};  ///< of the longest, as all below
    std::string culprit = {};
    std::string named_by = {};  ///< "culprit", "stack" or "await chain"; empty: it was not named
    std::string record = {};    ///< as JSON; empty if there is none
};

/// Samples of one stack: its frames from the outermost, and how many microseconds.
using flame_line = std::pair<std::string, std::uint64_t>;

struct loop_route {
    std::string path = {};
    std::string what = {};
    bool harms = false;         ///< else it is a cure
    std::string function = {};  ///< that a stall record has to name
    std::string verdict = {};
    ping_phase before = {}, during = {}, after = {};
    route_calls calls = {};
    std::optional<double> longest_turn_ms = {};
    route_stalls stalls = {};
    std::vector<flame_line> flame = {};
};

/// The route that harms, then its cures.
struct loop_subject {
    std::string name = {};
    std::string title = {};
    std::string verdict = {};
    std::vector<loop_route> routes = {};
};

/// Something that the experiment claims, and whether this run bears it out.
struct report_check {
    std::string name = {};   ///< such as "crypto: /block harms"
    std::string claim = {};  ///< such as "p99 of /ping rises at least 5 times"
    std::string found = {};  ///< such as "0.61 ms to 151 ms"
    bool held = false;
};

}  // namespace weir::inline v0::lab
