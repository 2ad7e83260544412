// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the experiment `event-loop` varies, and its defaults.
///
/// A *subject* is a way to hold up a loop, with the routes that show it: one that does the harm and
/// those that do the same work without it. Every route takes as long as `work`, whatever the
/// machine: its server measures before it listens how much of its work that is.

#include <weir/base/time.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::inline v0::lab {

struct event_loop_options {
    std::vector<std::string> subjects;                 ///< of `subject_names`; empty: all
    duration work = std::chrono::milliseconds(200);    ///< what a call of a route takes
    duration every = std::chrono::milliseconds(500);   ///< between two calls
    double ping_rate = 200;                            ///< pings due per second
    duration quiet = std::chrono::milliseconds(1500);  ///< measured before the calls, and after
    duration busy = std::chrono::milliseconds(8000);   ///< measured while they come
    double expected_harm = 5;  ///< what harms must raise ping's p99 by this factor
    /// The cure's p99 is at most so many times what it was before, or this share of the harm.
    double flat_factor = 3;
    double flat_share = 0.25;
    std::uint64_t seed = 1;
};

/// The names of all subjects, in the order of the story. Lifetime: static.
[[nodiscard]] std::vector<std::string_view> subject_names();

/// Short phases, for a run of less than a minute; what is not about time stays.
[[nodiscard]] event_loop_options quick(event_loop_options options);

/// The first option with a value that cannot work, as one sentence that names the flag.
[[nodiscard]] std::optional<std::string> problem_with(const event_loop_options& options);

}  // namespace weir::inline v0::lab
