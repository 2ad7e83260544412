// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/base/intrusive_list.hpp>
#include <weir/coro/environment.hpp>
#include <weir/coro/loop_context.hpp>
#include <weir/coro/stop.hpp>
#include <weir/net/byte_stream.hpp>

#include <cstdint>
#include <string>

namespace weir::inline v0::http::detail {

/// What a connection keeps while it waits for its next request. Most connections of a busy server
/// wait, so all else is lent to them by a `connection_pool` when there is something to do: that
/// keeps waiting cheap in memory, and what is lent warm in the caches.
///
/// The limit of the wait is a time stamp. The timer behind it stays where it is in the wheel while
/// requests come; when it rings too early it is set again.
class connection_slot : public list_hook {
public:
    connection_slot(byte_stream& s, const environment& outer) noexcept
        : stream(s), accepted(outer.loop->now()), stop_(outer.stop), env_(outer) {
        env_.stop = stop_.token();
    }
    connection_slot(const connection_slot&) = delete;
    connection_slot& operator=(const connection_slot&) = delete;
    ~connection_slot() {
        alarm_.cancel();
        stop_.unfollow();
    }

    /// Ends the wait for another request, unless one has arrived already.
    void end_idle() noexcept {
        if (idle_) stop_.request_stop(stop_reason::drain);
    }

    /// There will be no other wait.
    [[nodiscard]] bool stopped() const noexcept { return stop_.stop_requested(); }

    /// Waits for a request in the environment that is returned, until the wait ends or is stopped.
    [[nodiscard]] const environment& begin_wait(duration limit) noexcept {
        idle_ = true;
        idle_until_ = deadline::after(env_.loop->now(), limit).when();
        if (!alarm_.pending()) env_.loop->timers().add(alarm_, idle_until_);
        return env_;
    }
    void end_wait() noexcept { idle_ = false; }

    byte_stream& stream;
    const time_point accepted;
    std::string peer;  ///< as text, once somebody asked
    std::uint64_t served = 0;

private:
    struct alarm : timer {
        explicit alarm(connection_slot& slot) noexcept : timer(&ring), self(slot) {}
        static void ring(timer& t) noexcept { static_cast<alarm&>(t).self.look(); }
        connection_slot& self;
    };

    void look() noexcept {
        if (!idle_) return;
        if (env_.loop->now() >= idle_until_)
            stop_.request_stop(stop_reason::deadline);
        else
            env_.loop->timers().add(alarm_, idle_until_);
    }

    stop_source stop_;
    environment env_;
    alarm alarm_{*this};
    time_point idle_until_{};
    bool idle_ = true;
};

}  // namespace weir::inline v0::http::detail
