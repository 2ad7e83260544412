// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "net/hand_over.hpp"

#include "net/listener_state.hpp"

#include <weir/coro/sleep.hpp>
#include <weir/net/accept_on_shards.hpp>

#include <chrono>

namespace weir::inline v0::detail {
namespace {

using namespace std::chrono_literals;

/// How often to look for room when every shard's queue is full, all of them far behind, or none has
/// begun to serve.
constexpr duration full_wait = 1ms;

void pass_on(std::shared_ptr<seat> to, owned_descriptor socket) {
    to->occupied.fetch_add(1, std::memory_order_relaxed);
    shard& target = to->target;
    // Where nobody serves any more, the connection is dropped.
    target.post([to = std::move(to), socket = std::move(socket)]() mutable {
        if (to->taker != nullptr)
            to->taker->deliver(std::move(socket));
        else
            to->occupied.fetch_sub(1, std::memory_order_relaxed);
    });
}

}  // namespace

hand_over::hand_over(runtime& owner, const listener& from)
    : local_(from.local_address()), options_(from.options()) {
    for (unsigned i = 0; i < owner.size(); ++i)
        seats_.push_back(std::make_shared<seat>(owner.at(i)));
}

listener hand_over::listener_on(shard& here) noexcept {
    listener own(new listener_state(tracked_handle(), local_, options_));
    own.state_->seat = seats_[here.index()];
    own.state_->seat->taker = own.state_.get();
    own.state_->seat->open.store(true, std::memory_order_relaxed);
    return own;
}

task<result<void>> hand_over::distribute(listener& from) {
    for (;;) {
        owned_descriptor socket = co_await ok(from.accept_descriptor());
        std::shared_ptr<seat> to = next_free();
        for (; !to; to = next_free()) co_await ok(sleep_for(full_wait));
        pass_on(std::move(to), std::move(socket));
    }
}

std::shared_ptr<seat> hand_over::next_free() noexcept {
    for (std::size_t tried = 0; tried < seats_.size(); ++tried) {
        const std::shared_ptr<seat>& candidate = seats_[next_++ % seats_.size()];
        const bool free =
            candidate->occupied.load(std::memory_order_relaxed) < options_.pending_limit;
        if (free && candidate->open.load(std::memory_order_relaxed)) return candidate;
    }
    return nullptr;
}

}  // namespace weir::inline v0::detail
