// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What a load test does: whom it asks, how many users, for how long.
///
/// The model is closed: each user is a loop that sends a request, waits for the answer and sends
/// the next one at once, on a connection of its own that is kept alive. A step holds a number of
/// users; warm-up requests are not counted.

#include <weir/base/time.hpp>

#include <string>
#include <utility>
#include <vector>

namespace weir::inline v0::load {

/// The request that every user repeats.
struct target {
    std::string url;  ///< http://host:port/path
    std::string method = "GET";
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body{};
};

/// One level of the staircase.
struct step_plan {
    unsigned users = 1;
    duration warmup = std::chrono::seconds(1);    ///< before counting starts
    duration measure = std::chrono::seconds(10);  ///< counted
};

struct plan {
    target what{};
    std::vector<step_plan> steps{};
    duration connect_timeout = std::chrono::seconds(10);
    duration request_timeout = std::chrono::seconds(300);
    /// Users are started over this long when a step adds some, so that they do not arrive as one.
    duration ramp = std::chrono::milliseconds(250);
    /// A user whose request failed waits this long before the next, so that a dead target is not
    /// flooded.
    duration error_pause = std::chrono::milliseconds(100);
};

/// Users from `first` to `last` in increments of `by`, always ending with `last`: 1:4000:400 is 1,
/// 400, 800, ..., 4000 (multiples of the increment after the first, as published load tests do).
[[nodiscard]] std::vector<unsigned> staircase(unsigned first, unsigned last, unsigned by);

}  // namespace weir::inline v0::load
