// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

namespace weir::test {

std::size_t manual_loop::run_ready(std::size_t limit) {
    enter here(*this);
    std::size_t steps = 0;
    while (steps < limit && run_one()) ++steps;
    return steps;
}

void manual_loop::advance(duration by) {
    const time_point end = now() + by;
    for (auto next = timers().next(); next && *next <= end; next = timers().next()) {
        set_now(std::max(now(), *next));
        enter here(*this);
        timers().advance(now());
        run_ready();
    }
    set_now(end);
    timers().advance(end);
    run_ready();
}

bool manual_loop::advance_to_next() {
    const auto next = timers().next();
    if (!next) return false;
    advance(std::max(duration::zero(), *next - now()));
    return true;
}

}  // namespace weir::test
