// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A coroutine that yields values one by one and may wait in between.
///
///     generator<row> rows(connection& db, std::string query) {
///         cursor c = co_await ok(db.open(query));                  // an error ends the generator
///         co_await on_exit(close_cursor, std::ref(db), c.name());  // runs however it ends
///         while (auto r = co_await ok(c.fetch())) co_yield std::move(*r);
///     }
///
///     co_await ok(each(rows(db, "select 1"), [&](row r) { print(r); }));
///
/// A generator is consumed by `co_await each(generator, body)` (each.hpp) and by nothing else. A
/// destructor cannot await; `each` can, so it is there that the generator's asynchronous clean-up
/// runs: on the normal end, when the body breaks off, and after an error, an exception or a stop,
/// of the body or of the generator.
///
/// The generator inherits stop, deadline and trace of the coroutine that awaits `each`. A stop ends
/// it at its next await or, if it only computes, before its next value. Each value costs one unit
/// of the step's budget, so a generator that never waits starves nobody.
///
/// Thread safety: a generator belongs to the shard that consumes it.

#include <weir/base/fatal.hpp>
#include <weir/coro/failure.hpp>
#include <weir/coro/ok.hpp>
#include <weir/coro/task.hpp>
#include <weir/coro/timeout.hpp>

#include <chrono>
#include <concepts>
#include <coroutine>
#include <exception>
#include <memory>
#include <source_location>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace weir::inline v0 {

template <class T>
class generator;

namespace detail {

inline constexpr op_info generator_info{"generator", "task"};

/// What `on_exit` returns: a clean-up that has not begun.
struct [[nodiscard("co_await on_exit(...)")]] exit_registration {
    task<result<void>> clean_up;
};

/// The frame of this coroutine owns the callable and its arguments until they are used.
template <class F, class... Args>
task<result<void>> run_exit(F fn, Args... args) {
    if constexpr (std::same_as<std::invoke_result_t<F, Args...>, task<void>>) {
        co_await std::move(fn)(std::move(args)...);
        co_return result<void>();
    } else {
        co_return co_await std::move(fn)(std::move(args)...);
    }
}

template <class F, class... Args>
concept clean_up = std::same_as<std::invoke_result_t<F, Args...>, task<void>> ||
                   std::same_as<std::invoke_result_t<F, Args...>, task<result<void>>>;

template <class T>
class generator_promise : public awaiting_promise<generator_promise<T>> {
    using base = awaiting_promise<generator_promise<T>>;
    using value = std::remove_reference_t<T>;

public:
    using base::await_transform;

    generator_promise() noexcept = default;
    ~generator_promise() {
        require(exits_.empty(),
                "a generator was dropped before its clean-ups ran; consume it by co_await each()");
    }

    generator<T> get_return_object() noexcept;

    /// The value lives in the `co_yield` expression while the generator is suspended.
    auto yield_value(value&& yielded,
                     std::source_location at = std::source_location::current()) noexcept
        requires(!std::is_lvalue_reference_v<T>)
    {
        return suspend_with(yielded, at);
    }
    auto yield_value(T yielded, std::source_location at = std::source_location::current()) noexcept
        requires std::is_lvalue_reference_v<T>
    {
        return suspend_with(yielded, at);
    }
    auto yield_value(const value& yielded,
                     std::source_location at = std::source_location::current())
        requires(!std::is_reference_v<T> && std::copy_constructible<T>)
    {
        this->mark_suspended(at);
        return copy_awaiter{{*this}, yielded};
    }

    void return_void() noexcept {}
    void unhandled_exception() noexcept { exception_ = std::current_exception(); }
    void fail(std::error_code code) noexcept { code_ = code; }

    auto await_transform(exit_registration&& registration) {
        exits_.push_back(std::move(registration.clean_up));
        return std::suspend_never();
    }

    /// Forgets the value of the step before.
    void begin_step() noexcept { value_ = nullptr; }

    /// How the step ended: true with a value, false at the generator's end.
    [[nodiscard]] result<bool> end_step() {
        if (exception_) std::rethrow_exception(std::exchange(exception_, nullptr));
        if (code_) return weir::fail(code_);
        return value_ != nullptr;
    }

    [[nodiscard]] T&& current() noexcept { return static_cast<T&&>(*value_); }
    [[nodiscard]] std::vector<task<result<void>>> take_exits() noexcept {
        return std::exchange(exits_, {});
    }

private:
    struct yield_awaiter {
        generator_promise& self;
        bool await_ready() noexcept { return false; }
        std::coroutine_handle<> await_suspend(std::coroutine_handle<>) noexcept {
            return self.finish();
        }
        void await_resume() noexcept {}
    };
    struct copy_awaiter : yield_awaiter {
        T copy;
        std::coroutine_handle<> await_suspend(std::coroutine_handle<>) noexcept {
            this->self.value_ = std::addressof(copy);
            return this->self.finish();
        }
    };

    yield_awaiter suspend_with(value& yielded, const std::source_location& at) noexcept {
        this->mark_suspended(at);
        value_ = std::addressof(yielded);
        return {*this};
    }

    value* value_ = nullptr;
    std::error_code code_;
    std::exception_ptr exception_;
    std::vector<task<result<void>>> exits_;
};

/// One step of a generator, as an operation: runs it to its next value or its end.
template <class T>
class generator_step {
public:
    explicit generator_step(generator_promise<T>& promise) noexcept : promise_(promise) {}

    bool ready(const environment& env) noexcept { return stopped(env) && env.loop->spend(); }

    waiter* start(const environment& env, promise_base* parent, waiter& w) noexcept {
        if (stopped(env)) {
            env.loop->schedule(w);
            return nullptr;
        }
        if (parent != nullptr) parent->set_awaiting(&generator_info);
        promise_.begin_step();
        promise_.adopt(env, parent, w);
        promise_.join_parent();
        if (env.loop->spend()) return &promise_;
        env.loop->schedule(promise_);
        return nullptr;
    }

    result<bool> take() {
        if (stop_error_) return fail(stop_error_);
        promise_.leave_parent();
        return promise_.end_step();
    }

private:
    bool stopped(const environment& env) noexcept {
        if (!env.stop.stop_requested()) return false;
        stop_error_ = env.stop.error();
        return true;
    }

    generator_promise<T>& promise_;
    std::error_code stop_error_;
};

/// The way of `each` into a generator.
struct generator_access;

}  // namespace detail

/// `T` is what is yielded: an object type, handed to the body as an rvalue, or `U&`.
template <class T>
class [[nodiscard("a generator does nothing until it is consumed by co_await each()"),
        clang::coro_return_type, clang::coro_lifetimebound]] generator {
public:
    using value_type = std::remove_cvref_t<T>;
    using promise_type = detail::generator_promise<T>;

    generator(generator&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
    generator& operator=(generator&& other) noexcept {
        if (this != &other) {
            destroy();
            frame_ = std::exchange(other.frame_, nullptr);
        }
        return *this;
    }
    ~generator() { destroy(); }

    /// Empty once moved from.
    [[nodiscard]] explicit operator bool() const noexcept { return frame_ != nullptr; }

private:
    friend promise_type;
    friend detail::generator_access;
    using handle = std::coroutine_handle<promise_type>;

    explicit generator(handle frame) noexcept : frame_(frame) {}

    void destroy() noexcept {
        if (frame_) std::exchange(frame_, nullptr).destroy();
    }

    handle frame_;
};

namespace detail {

template <class T>
generator<T> generator_promise<T>::get_return_object() noexcept {
    return generator<T>(std::coroutine_handle<generator_promise>::from_promise(*this));
}

}  // namespace detail

/// `co_await on_exit(fn, args...)` in a generator registers `fn(args...)`, which returns
/// `task<void>` or `task<result<void>>`, to run after the generator ended. Does not wait.
///
/// Clean-ups run in reverse order, one after the other, protected from the stop that ended the
/// generator but within the grace period of `each`. All of them run, also if one fails. Lifetime:
/// `fn` and `args` are copied; the generator's locals are destroyed before the clean-ups run.
template <class F, class... Args>
    requires detail::clean_up<std::decay_t<F>, std::decay_t<Args>...>
[[nodiscard]] detail::exit_registration on_exit(F&& fn, Args&&... args) {
    return {detail::run_exit<std::decay_t<F>, std::decay_t<Args>...>(std::forward<F>(fn),
                                                                     std::forward<Args>(args)...)};
}

}  // namespace weir::inline v0
