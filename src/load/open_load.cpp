// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/open_load.hpp"

#include "load/arrival_schedule.hpp"

#include <weir/coro/sleep.hpp>
#include <weir/coro/this_task.hpp>

#include <algorithm>

namespace weir::inline v0::load {
namespace {

using namespace std::chrono_literals;

constexpr int handed_over_at_once = 256;      // then others have their turn
constexpr duration surely_still_open = 50ms;  // asking the system costs a call

}  // namespace

task<void> open_load::send(step_plan step, time_point begun) {
    arrival_schedule schedule(step, crowd_.what.arrive, this_task::loop().random());
    int in_a_row = 0;
    while (const auto offset = schedule.next()) {
        const time_point due = begun + *offset;
        if (due > this_task::now()) {
            in_a_row = 0;
            if (!co_await sleep_until(due)) co_return;
        } else if (++in_a_row == handed_over_at_once) {
            in_a_row = 0;
            co_await yield();
        }
        if (this_task::stop_requested()) co_return;
        hand_over(due, this_task::now());
    }
}

void open_load::hand_over(time_point due, time_point now) {
    crowd_.counts.add_due(due, now);
    if (!idle_.empty()) {
        idle_user& chosen = *idle_.back();
        idle_.pop_back();
        chosen.due = due;
        chosen.wake.set();
    } else if (connections_ < crowd_.what.max_connections) {
        const unsigned number = connections_++;
        workers_.spawn(
            "load.connection",
            [](open_load& all, unsigned n, time_point first) -> task<void> {
                co_await all.work(n, first);
            },
            std::ref(*this), number, due);
    } else if (waiting_.size() < crowd_.what.max_waiting) {
        crowd_.counts.add_waiting(due);
        waiting_.push_back(due);
    } else {
        crowd_.counts.add_dropped(due);
    }
}

task<void> open_load::work(unsigned number, time_point first_due) {
    user one(crowd_, number);
    idle_user self{.wake = auto_reset_event(), .due = first_due};
    do co_await answer(one, self.due);
    while (co_await next(one, self));
}

// One request that was due, with the patience that is left.
task<void> open_load::answer(user& one, time_point due) {
    const time_point sent = this_task::now();
    const duration patience = crowd_.what.request_timeout - (sent - due);
    if (patience <= duration::zero()) {
        crowd_.counts.add_dropped(due);
        co_return;
    }
    const outcome how = co_await one.ask(patience);
    // A request that our own stop cut off says nothing about the target.
    if (this_task::stop_requested()) co_return;
    crowd_.counts.add({.how = how, .due = due, .sent = sent, .ended = this_task::now()});
}

// Waits for the next request. False when stopped.
task<bool> open_load::next(user& one, idle_user& self) {
    if (this_task::stop_requested()) co_return false;
    if (!waiting_.empty()) {
        self.due = waiting_.front();
        waiting_.pop_front();
        co_return true;
    }
    self.idle_since = this_task::now();
    idle_.push_back(&self);
    if (!co_await self.wake.wait()) {
        std::erase(idle_, &self);
        co_return false;
    }
    if (this_task::now() - self.idle_since > surely_still_open) one.check_connection();
    co_return true;
}

void open_load::drop_waiting() noexcept {
    for (const time_point due : waiting_) crowd_.counts.add_dropped(due);
    waiting_.clear();
}

}  // namespace weir::inline v0::load
