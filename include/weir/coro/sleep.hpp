// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Waiting for time to pass, and giving way to others.
///
///     co_await ok(sleep_for(250ms));    // canceled or timed_out when stopped
///     co_await yield();                 // let every ready task run first

#include <weir/base/time.hpp>
#include <weir/coro/parked.hpp>

namespace weir::inline v0 {

namespace detail {

class sleep_operation : parked {
public:
    explicit sleep_operation(time_point when) noexcept
        : parked(info, &cancel), when_(when), timer_(*this) {}
    explicit sleep_operation(duration timeout) noexcept : sleep_operation(time_point::max()) {
        timeout_ = timeout;
    }
    sleep_operation(const sleep_operation& other) noexcept
        : parked(other), when_(other.when_), timeout_(other.timeout_), timer_(*this) {}

    bool ready(const environment& env) noexcept { return env.loop->spend() && stopped(env); }

    waiter* start(const environment& env, promise_base* parent, waiter& w) noexcept {
        const time_point now = env.loop->now();
        if (timeout_ >= duration::zero()) when_ = deadline::after(now, timeout_).when();
        if (stopped(env) || when_ <= now) return defer(env, parent, w);
        env.loop->timers().add(timer_, when_);
        return park(env, parent, w);
    }

    result<void> take() noexcept { return status(); }

private:
    static constexpr op_info info{"sleep", "timer"};

    struct alarm : timer {
        explicit alarm(sleep_operation& owner) noexcept : timer(&ring), self(owner) {}
        static void ring(timer& t) noexcept { static_cast<alarm&>(t).self.wake(); }
        sleep_operation& self;
    };

    static void cancel(parked& p) noexcept { static_cast<sleep_operation&>(p).timer_.cancel(); }

    time_point when_;
    duration timeout_{-1};
    alarm timer_;
};

class yield_operation {
public:
    bool ready(const environment&) noexcept { return false; }
    waiter* start(const environment& env, promise_base* parent, waiter& w) noexcept {
        if (parent != nullptr) parent->set_awaiting(&info);
        env.loop->schedule(w);
        return nullptr;
    }
    void take() noexcept {}

private:
    static constexpr op_info info{"yield", "sync"};
};

}  // namespace detail

/// Waits until `when`. Completes when the loop's time reaches it, at most one wheel tick (65.5 us)
/// plus one turn late, never early; in a later step if that time has passed. Errors:
/// `errc::canceled` or `errc::timed_out` when stopped. Cancellation: prompt, leaves no timer.
[[nodiscard]] inline detail::sleep_operation sleep_until(time_point when) noexcept {
    return detail::sleep_operation(when);
}

/// Waits for `timeout`, counted from when it is awaited. Zero or less only gives way, as `yield`.
[[nodiscard]] inline detail::sleep_operation sleep_for(duration timeout) noexcept {
    return detail::sleep_operation(timeout < duration::zero() ? duration::zero() : timeout);
}

/// Completes in a later step, after everything that is ready now.
[[nodiscard]] inline detail::yield_operation yield() noexcept {
    return {};
}

}  // namespace weir::inline v0
