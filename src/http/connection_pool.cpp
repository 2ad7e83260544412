// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/connection_pool.hpp"

#include <weir/coro/scope.hpp>

#include <exception>
#include <utility>

namespace weir::inline v0::http::detail {
namespace {

/// What a shard keeps for the next burst; about 3 KiB each.
constexpr std::size_t kept_idle = 256;

}  // namespace

task<void> connection_pool::serve(connection_slot& slot) {
    // A log wants to know it even of a peer that is gone by then.
    if (server_.access != nullptr) slot.peer = slot.stream.peer();
    lent busy;
    std::exception_ptr broken;
    try {
        for (bool goes_on = true; goes_on && !server_.draining.load(std::memory_order_relaxed);) {
            const environment& waiting = slot.begin_wait(server_.limits.idle_timeout);
            auto first = co_await weir::detail::in_environment(waiting, slot.stream.recv());
            slot.end_wait();
            // Without it nobody waits for an answer, so there is nothing to say.
            if (!first) break;
            if (!busy) busy = lend(slot);
            busy->take_arrived(std::move(*first));
            goes_on = co_await weir::detail::in_environment(busy->env(), busy->serve_arrived());
            if (busy->reusable()) take_back(std::move(busy));
        }
    } catch (...) {
        broken = std::current_exception();
    }
    if (busy) co_await busy->end();
    if (broken) std::rethrow_exception(broken);
}

task<void> connection_pool::turn_away(connection_slot& slot, std::string_view why) {
    const lent busy = lend(slot);
    co_await busy->turn_away(why);
    co_await busy->end();
}

connection_pool::lent connection_pool::lend(connection_slot& slot) {
    lent next;
    if (idle_.empty()) {
        next = std::make_unique<server_connection>(server_, env_);
    } else {
        next = std::move(idle_.back());
        idle_.pop_back();
    }
    next->attach(slot);
    return next;
}

void connection_pool::take_back(lent done) {
    if (idle_.size() < kept_idle) idle_.push_back(std::move(done));
}

}  // namespace weir::inline v0::http::detail
