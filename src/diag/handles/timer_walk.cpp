// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/handles/timer_walk.hpp"

#include "diag/tasks/private_parts.hpp"

namespace weir::inline v0::diag::detail {

void timer_walk::run(shard& of, vantage from) noexcept {
    const memory mem(from);
    std::size_t seen = 0;
    image<list_hook> hook;
    for (std::size_t list = 0; list < timer_list_count && complete; ++list) {
        const std::uintptr_t end = timer_list_end(of, list);
        complete = hook.load(mem, end);
        while (complete && next_in_list(*hook) != end) {
            const std::uintptr_t at = next_in_list(*hook);
            complete = ++seen <= most_timers && hook.load(mem, at);
            if (complete) count(timer_function(mem, at));
        }
    }
}

void timer_walk::count(std::uintptr_t function) noexcept {
    for (group& g : groups) {
        if (g.count != 0 && g.function != function) continue;
        g.function = function;
        ++g.count;
        return;
    }
    complete = false;
}

}  // namespace weir::inline v0::diag::detail
