// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro/timeout.hpp>

namespace weir::inline v0::detail {

bounded_environment::bounded_environment(const environment& outer, deadline due,
                                         bool follow) noexcept
    : env_(outer) {
    env_.stop = stop_.token();
    const deadline inherited = follow ? outer.due : deadline::never();
    env_.due = earlier(inherited, due);
    if (follow) stop_.follow(outer.stop);
    // An inherited deadline that is earlier has its own timer further up.
    if (due < inherited) {
        if (due.passed(outer.loop->now())) {
            stop_.request_stop(stop_reason::deadline);
        } else {
            outer.loop->timers().add(timer_, due.when());
        }
    }
}

}  // namespace weir::inline v0::detail
