// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What a load test does: whom it asks, how hard, for how long.
///
///     load::plan closed{.what = {.url = url}, .steps = {{.users = 100}}};
///     load::plan open{.what = {.url = url}, .steps = {{.rate = 500}}};
///
/// A step with users is **closed**: each user is a loop that sends a request, waits for the answer
/// and sends the next one at once, on a connection of its own that is kept alive. When the target
/// is slow such users ask less, so a pause of the target is seen by as many requests as there are
/// users, and by no more.
///
/// A step with a rate is **open**: requests are due at times that do not depend on the target, as
/// with visitors who know nothing of each other. Latency counts from when a request was due, which
/// is what such a visitor would have seen. All steps of a plan follow the same model. Warm-up
/// requests are not counted in either.

#include <weir/base/time.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace weir::inline v0::load {

/// The request that is repeated.
struct target {
    std::string url;  ///< http://host:port/path
    std::string method = "GET";
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body{};
};

/// One request of several that are sent in proportion to their weights. Path, header values and
/// body may hold the variables of text_template.hpp.
struct weighted_request {
    unsigned weight = 1;
    std::string method = "GET";
    std::string path{};  ///< path and query, in place of the URL's; empty for the URL's own
    std::vector<std::pair<std::string, std::string>> headers{};  ///< beside the target's
    std::string body{};
    bool literal_body = false;  ///< the body is sent as it is, whatever it looks like
};

/// How the requests of an open step follow each other: evenly, or at random with that mean rate, as
/// independent visitors do.
enum class arrivals : std::uint8_t { constant, poisson };

/// One level of the staircase: users, or a rate.
struct step_plan {
    unsigned users = 1;                           ///< closed model; unused where there is a rate
    duration warmup = std::chrono::seconds(1);    ///< before counting starts
    duration measure = std::chrono::seconds(10);  ///< counted
    double rate = 0;                              ///< open model: requests due per second
    double rate_end = 0;  ///< if not 0, the rate goes there evenly while it is counted

    [[nodiscard]] bool open() const noexcept { return rate > 0; }
    /// What the step is known by: its users, or the rate that it ends with.
    [[nodiscard]] double level() const noexcept {
        return open() ? (rate_end > 0 ? rate_end : rate) : users;
    }
};

struct plan {
    target what{};
    std::vector<step_plan> steps{};
    duration connect_timeout = std::chrono::seconds(10);
    duration request_timeout = std::chrono::seconds(300);
    /// Users are started over this long when a step adds some, so that they do not arrive as one.
    duration ramp = std::chrono::milliseconds(250);
    /// A user whose request failed waits this long before the next, so that a dead target is not
    /// flooded. Open steps do not wait: their rate is what was asked for.
    duration error_pause = std::chrono::milliseconds(100);
    /// Sent instead of the target's own request, at most 1000.
    std::vector<weighted_request> requests{};
    std::string unix_path{};  ///< connect to this socket; the URL still names host and path
    arrivals arrive = arrivals::constant;
    unsigned max_connections = 1000;    ///< of an open step
    std::size_t max_waiting = 100'000;  ///< due requests without a connection; others are dropped
    duration drain = std::chrono::seconds(5);  ///< how long an open step waits for its last answers
    /// How much longer the next open step waits for them, so that it does not find the target busy
    /// with this one. What is in flight even then is cut off with its connection.
    duration recover = std::chrono::seconds(30);
};

/// Users from `first` to `last` in increments of `by`, always ending with `last`: 1:4000:400 is 1,
/// 400, 800, ..., 4000 (multiples of the increment after the first, as published load tests do).
[[nodiscard]] std::vector<unsigned> staircase(unsigned first, unsigned last, unsigned by);

}  // namespace weir::inline v0::load
