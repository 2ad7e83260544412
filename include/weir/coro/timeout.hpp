// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Deadlines for any operation, and protection from stops.
///
///     auto page = co_await with_timeout(2s, client.get(url));   // errc::timed_out after 2 s
///     co_await shielded(500ms, tls.close());                    // runs although we are stopped
///
/// A timeout requests a stop and then waits for the operation's own end: nothing is abandoned,
/// because the kernel or a child may still use what the operation points to. If success arrives
/// first, success wins. Nested deadlines take the earlier one; what runs below reads it with
/// `this_task::deadline()`.

#include <weir/coro/promise.hpp>

#include <optional>
#include <utility>

namespace weir::inline v0 {

namespace detail {

/// An environment of its own: stop source, deadline timer.
class bounded_environment {
public:
    /// Follows the stops of `outer` if `follow`; its deadline is `due`, or outer's if earlier.
    bounded_environment(const environment& outer, deadline due, bool follow) noexcept;
    bounded_environment(const bounded_environment&) = delete;
    bounded_environment& operator=(const bounded_environment&) = delete;

    [[nodiscard]] const environment& env() const noexcept { return env_; }
    [[nodiscard]] stop_source& stop() noexcept { return stop_; }
    /// Its own deadline passed.
    [[nodiscard]] bool expired() const noexcept { return stop_.reason() == stop_reason::deadline; }
    /// No more timer and no more stop from outside: the operation has ended.
    void settle() noexcept {
        timer_.cancel();
        stop_.unfollow();
    }

private:
    struct alarm : timer {
        explicit alarm(stop_source& target) noexcept : timer(&ring), stop(target) {}
        static void ring(timer& t) noexcept {
            static_cast<alarm&>(t).stop.request_stop(stop_reason::deadline);
        }
        stop_source& stop;
    };

    stop_source stop_;
    environment env_;
    alarm timer_{stop_};
};

/// How long, either as a point in time or from the start of the operation.
struct time_limit {
    deadline due;
    std::optional<duration> timeout;
    [[nodiscard]] deadline resolve(time_point now) const noexcept {
        return timeout ? deadline::after(now, *timeout) : due;
    }
};

template <class Op, bool Shielded>
class bounded_operation : waiter {
public:
    using inner_result = result_of<Op>;
    using result_type = std::conditional_t<Shielded, inner_result, as_result<inner_result>>;

    bounded_operation(time_limit limit, Op&& op) noexcept
        : waiter(&on_complete), limit_(limit), op_(std::move(op)) {}
    bounded_operation(bounded_operation&& unstarted) noexcept
        : bounded_operation(unstarted.limit_, std::move(unstarted.op_)) {}

    bool ready(const environment&) noexcept { return false; }

    waiter* start(const environment& env, promise_base* parent, waiter& w) noexcept {
        outer_ = &w;
        bounds_.emplace(env, limit_.resolve(env.loop->now()), !Shielded);
        if (op_.ready(bounds_->env())) return this;
        return op_.start(bounds_->env(), parent, *this);
    }

    result_type take() {
        if constexpr (std::is_same_v<result_type, inner_result>) {
            return op_.take();
        } else {
            if constexpr (std::is_void_v<inner_result>) {
                op_.take();
                if (bounds_->expired()) return fail(errc::timed_out);
                return {};
            } else {
                auto value = op_.take();
                if (bounds_->expired()) return fail(errc::timed_out);
                return value;
            }
        }
    }

private:
    static std::coroutine_handle<> on_complete(waiter* w) noexcept {
        auto* self = static_cast<bounded_operation*>(w);
        self->bounds_->settle();
        return self->outer_->complete();
    }

    time_limit limit_;
    Op op_;
    std::optional<bounded_environment> bounds_;
    waiter* outer_ = nullptr;
};

}  // namespace detail

/// Runs `op` under a deadline. Result: that of `op` (wrapped into a `result` if it is none).
/// Errors: `errc::timed_out` once the deadline stopped it. Cancellation: passed on to `op`.
template <class Op>
    requires operation<Op>
[[nodiscard]] auto with_deadline(deadline due, Op op) noexcept {
    return detail::bounded_operation<Op, false>({due, std::nullopt}, std::move(op));
}

/// As `with_deadline`, counted from when it is awaited.
template <class Op>
    requires operation<Op>
[[nodiscard]] auto with_timeout(duration timeout, Op op) noexcept {
    return detail::bounded_operation<Op, false>({deadline(), timeout}, std::move(op));
}

/// Runs `op` protected from stops and deadlines of the caller, for at most `grace`: clean-up that
/// must happen although the task is being stopped. Result: that of `op`.
template <class Op>
    requires operation<Op>
[[nodiscard]] auto shielded(duration grace, Op op) noexcept {
    return detail::bounded_operation<Op, true>({deadline(), grace}, std::move(op));
}

}  // namespace weir::inline v0
