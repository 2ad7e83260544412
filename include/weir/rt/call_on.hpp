// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Runs a function on another shard and waits for its result.
///
///     auto hits = co_await ok(call_on(cache_shard, [key] { return cache().lookup(key); }));
///
/// `fn` is a plain callable or one that returns a task; it runs in the root scope of the target and
/// inherits deadline and trace id of the caller. A stop of the caller is passed on and the end is
/// waited for, because `fn` may use what the caller's frame holds.

#include <weir/coro/scope.hpp>
#include <weir/coro/task.hpp>
#include <weir/rt/shard.hpp>

#include <optional>
#include <type_traits>
#include <utility>

namespace weir::inline v0 {

namespace detail {

/// What a call carries across, apart from the function.
class call_on_base {
public:
    bool ready(const environment&) noexcept { return false; }
    waiter* start(const environment& env, promise_base* parent, waiter& w) noexcept;

protected:
    explicit call_on_base(shard& target) noexcept : target_(target) {}
    call_on_base(const call_on_base& unstarted) noexcept : target_(unstarted.target_) {}
    ~call_on_base() = default;

    /// On the target: runs the function and then calls `finish`.
    virtual void begin() noexcept = 0;
    void finish() noexcept;

    [[nodiscard]] const environment& target_env() const noexcept { return target_env_; }
    [[nodiscard]] shard& target() noexcept { return target_; }
    [[nodiscard]] std::error_code error() const noexcept { return error_; }

private:
    template <void (call_on_base::*Arrived)() noexcept>
    struct trip : remote_work {
        explicit trip(call_on_base& owner) noexcept
            : remote_work(
                  [](remote_work& work) noexcept { (static_cast<trip&>(work).self.*Arrived)(); }),
              self(owner) {}
        call_on_base& self;
    };
    struct stop_link : stop_callback {
        explicit stop_link(call_on_base& owner) noexcept
            : stop_callback([](stop_callback& c) noexcept {
                  static_cast<stop_link&>(c).self.forward_stop();
              }),
              self(owner) {}
        call_on_base& self;
    };

    void arrived() noexcept;       // on the target
    void stop_arrived() noexcept;  // on the target
    void returned() noexcept;      // on the caller's shard
    void stop_returned() noexcept;
    void forward_stop() noexcept;
    void settle() noexcept;

    shard& target_;
    shard* home_ = nullptr;
    waiter* waiter_ = nullptr;
    environment caller_env_;
    environment target_env_;
    stop_source remote_stop_;  // used on the target only
    stop_reason reason_ = stop_reason::none;
    trip<&call_on_base::arrived> out_{*this};
    trip<&call_on_base::returned> back_{*this};
    trip<&call_on_base::stop_arrived> stop_out_{*this};
    trip<&call_on_base::stop_returned> stop_back_{*this};
    stop_link stop_{*this};
    unsigned outstanding_ = 0;  // trips under way, counted on the caller's shard
    std::error_code error_;
};

template <class F>
struct call_value {
    using returned = std::invoke_result_t<F&>;
    using type = returned;
    static constexpr bool asynchronous = false;
};
template <class F>
    requires is_task<std::invoke_result_t<F&>>
struct call_value<F> {
    using type = typename std::invoke_result_t<F&>::value_type;
    static constexpr bool asynchronous = true;
};

template <class F>
class call_on_operation final : public call_on_base {
    using value = typename call_value<F>::type;

public:
    call_on_operation(shard& target, F fn) noexcept : call_on_base(target), fn_(std::move(fn)) {}
    call_on_operation(call_on_operation&& unstarted) noexcept
        : call_on_base(unstarted), fn_(std::move(unstarted.fn_)) {}

    as_result<value> take() {
        if (error()) return fail(error());
        if (thrown_) std::rethrow_exception(std::move(thrown_));
        return std::move(*value_);
    }

private:
    void begin() noexcept override {
        target().root_scope().spawn("call_on", &call_on_operation::run, this);
    }

    static task<void> run(call_on_operation* self) {
        try {
            if constexpr (call_value<F>::asynchronous) {
                auto op = in_environment(self->target_env(), self->fn_());
                if constexpr (std::is_void_v<value>) {
                    co_await op;
                    self->value_.emplace();
                } else {
                    self->value_.emplace(co_await op);
                }
            } else if constexpr (std::is_void_v<value>) {
                self->fn_();
                self->value_.emplace();
            } else {
                self->value_.emplace(self->fn_());
            }
        } catch (...) {
            self->thrown_ = std::current_exception();
        }
        self->finish();
        co_return;
    }

    F fn_;
    std::optional<as_result<value>> value_;
    std::exception_ptr thrown_;
};

}  // namespace detail

/// Result: a `result` of what `fn` returns (or its task yields); an exception of `fn` is rethrown.
/// Errors: `errc::unavailable` when the target shard has shut down. Cancellation: passed on.
/// Lifetime: what `fn` refers to lives until it completes; destroyed on the caller's shard.
template <class F>
[[nodiscard]] auto call_on(shard& target, F fn) noexcept {
    return detail::call_on_operation<F>(target, std::move(fn));
}

}  // namespace weir::inline v0
