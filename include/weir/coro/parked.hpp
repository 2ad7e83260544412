// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Base of operations that wait on an object of the same shard: events, channels, mutexes, sleep.
///
/// It keeps the waiter and listens to the stop token. A derived operation links itself into the
/// list it waits in (`parked` is a `list_hook`), calls `park`, and is ended exactly once: by
/// `wake` from the object it waits on, or by a stop, which unlinks it, calls the derived class'
/// stop function and completes it with the stop's error.
///
///     waiter* start(const environment& env, promise_base* parent, waiter& w) noexcept {
///         if (stopped(env)) return &w;
///         owner_.waiting_.push_back(*this);
///         return park(env, parent, w);
///     }

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
    void wake(std::error_code error = {}) noexcept {
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

}  // namespace weir::inline v0
