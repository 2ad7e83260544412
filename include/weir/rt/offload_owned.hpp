// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Blocking calls that may never return, on an offload pool, under deadlines that hold.
///
///     auto rows = co_await ok(offload_owned(legacy, {.queue = 1s, .run = 5s}, query, sql));
///     if (legacy.stats().degraded()) ...    // some calls overran; their threads are lost for now
///
/// `offload` waits for its call, whatever happens, because the call uses the caller's memory. Here
/// the call owns all that it needs: function and arguments are decayed and moved into a job on the
/// heap, and so is the result. That lets the caller go when its patience ends, at the run limit or
/// when it is stopped: the call goes on alone, and what it returns is destroyed on its thread.
///
/// Nobody can interrupt such a thread. The pool counts it as lost and starts another in its place,
/// at most `offload_options::replacements` of them, so that calls that hang cannot eat the process;
/// beyond that the pool shrinks, in the end to nothing, and calls end at their queue limit. A call
/// that returns after all gives its thread back.
///
/// So pass values. Pointers, `std::ref`, views and spans are refused as arguments; what a lambda
/// captures, or what hides in a class, is its author's responsibility. Thread safety: called on a
/// shard.

#include <weir/coro/promise.hpp>
#include <weir/coro/stop.hpp>
#include <weir/coro/timer_wheel.hpp>
#include <weir/rt/offload.hpp>
#include <weir/rt/remote_work.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace weir::inline v0 {

class shard;

/// How long a call may take; by default as long as its caller's own deadline.
struct offload_limits {
    duration queue = duration::max();  ///< until a thread takes it
    duration run = duration::max();    ///< from then on
};

namespace detail {

class offload_owned_base;

/// A call with all that it needs. Belongs to the operation that waits for it, or if that is gone,
/// to the thread.
class owned_call : public offload_job, public remote_work {
public:
    owned_call(const owned_call&) = delete;
    owned_call& operator=(const owned_call&) = delete;
    virtual ~owned_call() = default;

protected:
    owned_call() noexcept;

    std::exception_ptr thrown_;

private:
    friend class offload_owned_base;

    virtual void call() = 0;

    offload_owned_base* caller_ = nullptr;
    shard* home_ = nullptr;
};

/// The part of the operation that does not depend on the function's type.
class offload_owned_base {
public:
    bool ready(const environment&) noexcept { return false; }
    waiter* start(const environment& env, promise_base* parent, waiter& w) noexcept;

protected:
    offload_owned_base(offload_pool& pool, offload_limits limits,
                       std::unique_ptr<owned_call> job) noexcept
        : pool_(pool), limits_(limits), job_(std::move(job)), stop_(*this), alarm_(*this) {}
    offload_owned_base(offload_owned_base&& unstarted) noexcept
        : offload_owned_base(unstarted.pool_, unstarted.limits_, std::move(unstarted.job_)) {}
    ~offload_owned_base() = default;

    [[nodiscard]] std::error_code error() const noexcept { return error_; }
    [[nodiscard]] owned_call& job() noexcept { return *job_; }

private:
    friend class owned_call;

    struct stop_link : stop_callback {
        explicit stop_link(offload_owned_base& owner) noexcept
            : stop_callback([](stop_callback& c) noexcept {
                  auto& op = static_cast<stop_link&>(c).self;
                  op.leave(op.stop_token_.error());
              }),
              self(owner) {}
        offload_owned_base& self;
    };
    struct alarm : timer {
        explicit alarm(offload_owned_base& owner) noexcept
            : timer([](timer& t) noexcept { static_cast<alarm&>(t).self.look(); }), self(owner) {}
        offload_owned_base& self;
    };

    void returned() noexcept;
    void leave(std::error_code why) noexcept;
    void look() noexcept;
    void look_again(time_point at) noexcept;
    void end(std::error_code error) noexcept;

    offload_pool& pool_;
    offload_limits limits_;
    std::unique_ptr<owned_call> job_;
    loop_context* loop_ = nullptr;
    waiter* waiter_ = nullptr;
    stop_token stop_token_;
    stop_link stop_;
    alarm alarm_;
    deadline queue_due_;
    std::error_code error_;
};

template <class F, class... Args>
class owned_call_of final : public owned_call {
    using value = std::invoke_result_t<F, Args...>;
    using stored = std::conditional_t<std::is_void_v<value>, bool, value>;

public:
    template <class G, class... Values>
    explicit owned_call_of(G&& fn, Values&&... values)
        : fn_(std::forward<G>(fn)), args_(std::forward<Values>(values)...) {}

    as_result<value> take() {
        if (thrown_) std::rethrow_exception(std::move(thrown_));
        if constexpr (std::is_void_v<value>)
            return {};
        else
            return std::move(*value_);
    }

private:
    void call() override {
        if constexpr (std::is_void_v<value>)
            std::apply(std::move(fn_), std::move(args_));
        else
            value_.emplace(std::apply(std::move(fn_), std::move(args_)));
    }

    F fn_;
    std::tuple<Args...> args_;
    std::optional<stored> value_;
};

template <class Call>
class offload_owned_operation : public offload_owned_base {
public:
    offload_owned_operation(offload_pool& pool, offload_limits limits,
                            std::unique_ptr<Call> job) noexcept
        : offload_owned_base(pool, limits, std::move(job)) {}

    auto take() {
        using outcome = decltype(std::declval<Call&>().take());
        if (error()) return outcome(fail(error()));  // the call may be gone
        return static_cast<Call&>(job()).take();
    }
};

/// Refers to memory of somebody else, as far as its type tells.
template <class T>
inline constexpr bool borrows =
    std::is_pointer_v<T> && !std::is_function_v<std::remove_pointer_t<T>>;
template <class T>
inline constexpr bool borrows<std::reference_wrapper<T>> = true;
template <class Char, class Traits>
inline constexpr bool borrows<std::basic_string_view<Char, Traits>> = true;
template <class T, std::size_t N>
inline constexpr bool borrows<std::span<T, N>> = true;

template <class T>
concept ownable = !borrows<T>;

}  // namespace detail

/// Runs `fn(args...)`, both decayed and owned by the call, on a thread of `pool`. Completes on the
/// caller's shard. Result: a `result` of what `fn` returns; its exception is rethrown. Errors:
/// `errc::queue_full`; `errc::timed_out` at a limit; `errc::canceled` or `timed_out` when stopped.
/// Cancellation: at once; a call that runs is abandoned, unless it has just returned. Lifetime: the
/// pool lives until it completes; nothing else. Throws `std::bad_alloc`.
template <class F, class... Args>
    requires std::invocable<std::decay_t<F>, std::decay_t<Args>...> &&
             (detail::ownable<std::decay_t<Args>> && ...)
[[nodiscard]] auto offload_owned(offload_pool& pool, offload_limits limits, F&& fn,
                                 Args&&... args) {
    using call = detail::owned_call_of<std::decay_t<F>, std::decay_t<Args>...>;
    return detail::offload_owned_operation<call>(
        pool, limits, std::make_unique<call>(std::forward<F>(fn), std::forward<Args>(args)...));
}

}  // namespace weir::inline v0
