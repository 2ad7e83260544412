// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Sends requests when they are due, whatever became of the earlier ones.
///
/// A request that is due goes to an idle connection, else to a new one, else (all are busy and no
/// more are allowed) it waits for the first that becomes free; how long it waited is part of its
/// latency. Too many waiting ones are dropped and counted.

#include "load/user.hpp"

#include <weir/coro/auto_reset_event.hpp>
#include <weir/coro/scope.hpp>

#include <cstdint>
#include <deque>
#include <vector>

namespace weir::inline v0::load {

class open_load {
public:
    /// Connections become tasks of `workers`, which has ended when this is destroyed.
    open_load(crowd& of, scope& workers) noexcept : crowd_(of), workers_(workers) {}

    /// Hands over what the step makes due from `begun` on. Completes when the last one was handed
    /// over, or when stopped.
    [[nodiscard]] task<void> send(step_plan step, time_point begun);

    /// Drops what still waits for a connection.
    void drop_waiting() noexcept;

private:
    /// A connection between two requests.
    struct idle_user {
        auto_reset_event wake;
        time_point due{};
        time_point idle_since{};
    };

    void hand_over(time_point due, time_point now);
    [[nodiscard]] task<void> work(unsigned number, time_point first_due);
    [[nodiscard]] task<void> answer(user& one, time_point due);
    [[nodiscard]] task<bool> next(user& one, idle_user& self);

    crowd& crowd_;
    scope& workers_;
    unsigned connections_ = 0;
    std::vector<idle_user*> idle_;    // the last one to become idle is the next one asked
    std::deque<time_point> waiting_;  // due, no connection yet
};

}  // namespace weir::inline v0::load
