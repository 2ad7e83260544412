// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The requests that this process serves now and has served lately: which is the oldest in flight,
/// which were the slowest, and where their time went. What `/debug/requests` shows.
///
///     std::puts(describe(diag::requests_snapshot(clock::now())).c_str());
///
/// The HTTP server writes the spans down whether or not anybody reads them; see
/// weir/http/request_span.hpp for what is kept, and docs/guides/tracing.md.
///
/// Thread safety: any thread may ask at any time, also while every shard is stuck. The time is the
/// caller's, as it may have no loop to ask.

#include <weir/base/time.hpp>
#include <weir/http/request_span.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace weir::inline v0::diag {

struct requests_query {
    /// Spans of each list, at most 256.
    std::size_t limit = 20;
    /// The slowest are those that ended within it; no more than 5 minutes are kept.
    duration window = std::chrono::minutes(5);
};

struct requests_overview {
    time_point now{};
    std::uint64_t in_flight = 0;                ///< that have a span
    std::uint64_t without_span = 0;             ///< since the process began, as there was no room
    std::vector<http::request_span> oldest{};   ///< in flight, the oldest first
    std::vector<http::request_span> slowest{};  ///< ended, the slowest first
    std::vector<http::request_span> recent{};   ///< ended, the last first; 32 a shard are kept
};

[[nodiscard]] requests_overview requests_snapshot(time_point now, const requests_query& query = {});

using wall_clock_time = std::chrono::sys_time<std::chrono::milliseconds>;

/// One object, see docs/reference/admin.md; `at` is the time of day at `from.now`.
[[nodiscard]] std::string to_json(const requests_overview& from, wall_clock_time at);
[[nodiscard]] std::string to_json(const http::request_span& span, time_point now,
                                  wall_clock_time at);

/// For people.
[[nodiscard]] std::string describe(const requests_overview& from);

/// What `/debug/requests` answers.
[[nodiscard]] std::string requests_json(time_point now, wall_clock_time at,
                                        const requests_query& query = {});

}  // namespace weir::inline v0::diag
