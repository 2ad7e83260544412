// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Base of operations that wait on an object of the same shard: events, channels, mutexes, sleep.
///
/// It keeps the waiter and listens to the stop token. A derived operation links itself into the
/// list it waits in (`parked` is a `list_hook`), calls `park`, and is ended exactly once: by
/// `wake` from the object it waits on, or by a stop, which unlinks it, calls the derived class'
/// stop function and completes it with the stop's error. Once woken, a stop comes too late: success
/// wins, so whatever was handed over with the wake is not lost.
///
/// Most operations derive from `parked_operation`, which tries first and waits only if it must:
///
///     class wait_operation : public parked_operation<wait_operation> {
///         bool try_now() noexcept { return owner_.is_set(); }
///         void enqueue() noexcept { owner_.waiting_.push_back(*this); }
///     };
///
/// It obeys the step's budget in all cases, stops included: a loop around an operation that is
/// always ready, or always stopped, gives way to others.

#include <weir/base/intrusive_list.hpp>
#include <weir/coro/promise.hpp>

#include <system_error>

namespace weir::inline v0 {

class parked : public list_hook {
public:
    using stop_function = void (*)(parked&) noexcept;

    /// `on_stop` undoes what unlinking does not; null when there is nothing to undo.
    explicit parked(const op_info& info, stop_function on_stop = nullptr) noexcept
        : info_(&info), on_stop_(on_stop), stop_(*this) {}
    parked(const parked& other) noexcept : parked(*other.info_, other.on_stop_) {}
    parked& operator=(const parked&) = delete;

    /// Ends the wait; the awaiting coroutine runs in a later step. No error means success.
    /// Fatal on another shard than the one that waits.
    void wake(std::error_code error = {}) noexcept {
        loop_->require_here(info_->name);
        unlink();
        stop_.disarm();
        error_ = error;
        loop_->schedule(*waiter_);
    }

protected:
    ~parked() = default;

    /// True when a stop was requested already: the operation ends at once with its error.
    [[nodiscard]] bool stopped(const environment& env) noexcept {
        if (!env.stop.stop_requested()) [[likely]]
            return false;
        error_ = env.stop.error();
        return true;
    }

    /// Waits for `wake` or a stop. Returns null, for `start` to return.
    waiter* park(const environment& env, promise_base* parent, waiter& w) noexcept {
        hold(env, parent, w);
        stop_.arm(env.stop);
        return nullptr;
    }

    /// Done already, but the step's budget is spent: resumes in a later step.
    waiter* defer(const environment& env, promise_base* parent, waiter& w) noexcept {
        hold(env, parent, w);
        loop_->schedule(w);
        return nullptr;
    }

    /// Ends the operation with an error although it did not wait, for `try_now`.
    void set_error(std::error_code error) noexcept { error_ = error; }

    [[nodiscard]] std::error_code error() const noexcept { return error_; }

    /// The error as a result, for `take`.
    [[nodiscard]] result<void> status() const noexcept {
        if (error_) return fail(error_);
        return {};
    }

private:
    struct stop_link : stop_callback {
        explicit stop_link(parked& owner) noexcept : stop_callback(&on_request), self(owner) {}
        static void on_request(stop_callback& callback) noexcept {
            static_cast<stop_link&>(callback).self.stop_now();
        }
        parked& self;
    };

    void hold(const environment& env, promise_base* parent, waiter& w) noexcept {
        if (parent != nullptr) parent->set_awaiting(info_);
        loop_ = env.loop;
        stop_token_ = env.stop;
        waiter_ = &w;
    }

    void stop_now() noexcept {
        if (on_stop_ != nullptr) on_stop_(*this);
        wake(stop_token_.error());
    }

    const op_info* info_;
    stop_function on_stop_;
    loop_context* loop_ = nullptr;
    waiter* waiter_ = nullptr;
    stop_token stop_token_;
    stop_link stop_;
    std::error_code error_;
};

/// A parked operation that asks `Derived` whether it can end at once: `bool try_now()`, which may
/// be called twice, and `void enqueue()`, which links it into the list it waits in.
template <class Derived>
class parked_operation : public parked {
public:
    using parked::parked;

    bool ready(const environment& env) noexcept { return env.loop->spend() && ends_now(env); }

    waiter* start(const environment& env, promise_base* parent, waiter& w) noexcept {
        if (ends_now(env)) return defer(env, parent, w);
        derived().enqueue();
        return park(env, parent, w);
    }

private:
    Derived& derived() noexcept { return static_cast<Derived&>(*this); }

    bool ends_now(const environment& env) noexcept { return stopped(env) || derived().try_now(); }
};

}  // namespace weir::inline v0
