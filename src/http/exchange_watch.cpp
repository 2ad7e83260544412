// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/exchange_watch.hpp"

#include <weir/coro/event.hpp>
#include <weir/coro/loop_context.hpp>
#include <weir/coro/timeout.hpp>
#include <weir/rt/io_operation.hpp>

#include <poll.h>

#include <algorithm>
#include <new>

namespace weir::inline v0::http::detail {

/// One look for the end of the peer's side, whether or not there are bytes to read before it.
class exchange_watch::peer_poll : public io_operation {
public:
    peer_poll(exchange_watch& owner, const io_handle& on) noexcept
        : io_operation(info, {.kind = io_kind::poll, .flags = POLLRDHUP, .entry = on.entry()},
                       &on_end),
          owner_(owner) {
        submit();
    }

    [[nodiscard]] task<void> end() {
        if (!ended_.is_set()) cancel();
        static_cast<void>(co_await shielded(duration::max(), ended_.wait()));
    }

private:
    static constexpr op_info info{"http.peer_watch", "net"};

    static void on_end(io_operation& op, io_completion&& done) noexcept {
        auto& self = static_cast<peer_poll&>(op);
        self.ended_.set();
        if (done.result > 0) self.owner_.peer_left();
    }

    exchange_watch& owner_;
    event ended_;
};

exchange_watch::exchange_watch(const server_state& server, shard_counters& counters,
                               const environment& outer) noexcept
    : server_(server), counters_(counters), stop_(outer.stop), env_(outer) {
    env_.stop = stop_.token();
}
exchange_watch::~exchange_watch() {
    alarm_.cancel();
    stop_.unfollow();
}

void exchange_watch::begin() noexcept {
    begun_ = env_.loop->now();
    running_ = timed_ = true;
    if (!alarm_.pending() || left_) arm();
}

task<void> exchange_watch::close() {
    running_ = false;
    if (poll_) co_await poll_->end();
}

bool exchange_watch::overdue(duration limit) const noexcept {
    return limit > duration::zero() && env_.loop->now() - begun_ >= limit;
}

// Between two requests the alarm sleeps; the next one arms it.
void exchange_watch::look() noexcept {
    if (!running_) return;
    if (timed_ && overdue(server_.limits.handler_timeout)) {
        stop_.request_stop(stop_reason::deadline);
        return;
    }
    if (overdue(server_.limits.peer_watch)) {
        if (left_) return peer_left();
        if (!watching_) watch_peer();
    }
    arm();
}

void exchange_watch::arm() noexcept {
    const server_limits& l = server_.limits;
    duration next = duration::max();
    const bool look_for_peer = !watching_ || left_;
    if (l.peer_watch > duration::zero() && look_for_peer) next = l.peer_watch;
    if (timed_ && l.handler_timeout > duration::zero()) next = std::min(next, l.handler_timeout);
    if (next != duration::max()) env_.loop->timers().add(alarm_, begun_ + next);
}

// Without memory for it the client stays unwatched.
void exchange_watch::watch_peer() noexcept {
    watching_ = true;
    const io_handle* handle = stream_->handle();
    if (handle != nullptr && *handle) poll_.reset(new (std::nothrow) peer_poll(*this, *handle));
}

void exchange_watch::peer_left() noexcept {
    left_ = true;
    if (!running_) return;
    if (!overdue(server_.limits.peer_watch)) return arm();
    if (stop_.request_stop(stop_reason::peer_left)) ++counters_.abandoned;
}

}  // namespace weir::inline v0::http::detail
