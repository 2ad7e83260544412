// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Stops what a connection does for a request that takes too long, or whose client left.
///
/// It costs a quick request two stores: one timer a connection is armed by the first request and
/// finds, when it rings, either nothing to do or a handler that has been running for a while. Only
/// then the kernel is asked to tell when the peer leaves, once for the rest of the connection.
///
/// It serves one connection after another, unless it has asked the kernel or stopped something.

#include "http/server_state.hpp"

#include <weir/base/time.hpp>
#include <weir/coro/environment.hpp>
#include <weir/coro/stop.hpp>
#include <weir/coro/task.hpp>
#include <weir/coro/timer_wheel.hpp>
#include <weir/net/byte_stream.hpp>

#include <memory>

namespace weir::inline v0::http::detail {

class exchange_watch {
public:
    /// Follows the stops of `outer`, which outlives it.
    exchange_watch(const server_state& server, shard_counters& counters,
                   const environment& outer) noexcept;
    exchange_watch(const exchange_watch&) = delete;
    exchange_watch& operator=(const exchange_watch&) = delete;
    ~exchange_watch();

    /// Watches the peer of this stream from now on.
    void attach(byte_stream& stream) noexcept { stream_ = &stream; }

    /// Has nothing pending but its timer, and stopped nothing.
    [[nodiscard]] bool reusable() const noexcept { return !watching_ && !stop_.stop_requested(); }

    /// What is watched runs in it.
    [[nodiscard]] const environment& env() const noexcept { return env_; }

    /// What runs in `env()` from now on belongs to this trace.
    void set_trace(const trace_context& trace) noexcept { env_.trace = trace; }

    /// A handler starts.
    void begin() noexcept;
    /// It has answered; only its client is watched from now on.
    void answered() noexcept { timed_ = false; }
    void end() noexcept { running_ = false; }

    /// Completes when nothing is pending any more.
    [[nodiscard]] task<void> close();

private:
    struct alarm : timer {
        explicit alarm(exchange_watch& w) noexcept : timer(&ring), self(w) {}
        static void ring(timer& t) noexcept { static_cast<alarm&>(t).self.look(); }
        exchange_watch& self;
    };
    class peer_poll;

    void look() noexcept;
    void watch_peer() noexcept;
    void peer_left() noexcept;
    void arm() noexcept;
    [[nodiscard]] bool overdue(duration limit) const noexcept;

    const server_state& server_;
    shard_counters& counters_;
    byte_stream* stream_ = nullptr;
    stop_source stop_;
    environment env_;
    alarm alarm_{*this};
    std::unique_ptr<peer_poll> poll_;
    time_point begun_{};
    bool running_ = false;
    bool timed_ = false;
    bool watching_ = false;
    bool left_ = false;  // the peer
};

}  // namespace weir::inline v0::http::detail
