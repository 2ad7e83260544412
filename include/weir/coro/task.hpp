// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A lazy coroutine: it begins when awaited and ends before its awaiter goes on.
///
///     task<result<std::string>> greet(tcp_stream& peer) {
///         std::string name = co_await ok(read_line(peer));
///         co_return "hello " + name;
///     }
///
/// A task is awaited in the expression that made it, or moved from: `co_await std::move(t)`. It
/// inherits stop, deadline and trace of its awaiter. To run several at once, `spawn` them in a
/// scope or use `when_all`. Arguments taken by reference must outlive the task; clang warns where
/// it can see that they do not.
///
/// Completes when the coroutine returns. Exceptions that leave the coroutine are rethrown to the
/// awaiter. Thread safety: a task belongs to the shard that awaits it.

#include <weir/base/fatal.hpp>
#include <weir/coro/promise.hpp>

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace weir::inline v0 {

template <class T>
class task;

namespace detail {

inline constexpr op_info task_info{"task", "task"};

/// Where a coroutine leaves its value or exception.
template <class T>
class outcome {
public:
    template <class U>
        requires std::constructible_from<T, U>
    void set_value(U&& value) {
        value_.emplace(std::forward<U>(value));
    }
    void set_exception(std::exception_ptr e) noexcept { exception_ = std::move(e); }

    T take() {
        if (exception_) [[unlikely]]
            std::rethrow_exception(std::exchange(exception_, nullptr));
        return std::move(*value_);
    }

private:
    std::optional<T> value_;
    std::exception_ptr exception_;
};

template <>
class outcome<void> {
public:
    void set_exception(std::exception_ptr e) noexcept { exception_ = std::move(e); }

    void take() {
        if (exception_) [[unlikely]]
            std::rethrow_exception(std::exchange(exception_, nullptr));
    }

private:
    std::exception_ptr exception_;
};

template <class T>
class task_promise : public awaiting_promise<task_promise<T>> {
public:
    task<T> get_return_object() noexcept;

    template <class U = T>
        requires std::constructible_from<T, U>
    void return_value(U&& value) {
        outcome_.set_value(std::forward<U>(value));
    }
    void unhandled_exception() noexcept { outcome_.set_exception(std::current_exception()); }

    /// Ends the coroutine with an error, for `ok()`.
    template <class E>
    void fail(E&& error)
        requires is_result<T>
    {
        outcome_.set_value(std::unexpected(std::forward<E>(error)));
    }

    T take() { return outcome_.take(); }

private:
    outcome<T> outcome_;
};

template <>
class task_promise<void> : public awaiting_promise<task_promise<void>> {
public:
    task<void> get_return_object() noexcept;

    void return_void() noexcept {}
    void unhandled_exception() noexcept { outcome_.set_exception(std::current_exception()); }
    void take() { outcome_.take(); }

private:
    outcome<void> outcome_;
};

}  // namespace detail

template <class T = void>
class [[nodiscard("a task does nothing until it is awaited or spawned"), clang::coro_return_type,
        clang::coro_lifetimebound]] task {
public:
    static_assert(!std::is_reference_v<T>,
                  "a task returns a value: what a reference refers to may be gone by then");

    using value_type = T;
    using promise_type = detail::task_promise<T>;

    task(task&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
    task& operator=(task&& other) noexcept {
        if (this != &other) {
            destroy();
            frame_ = std::exchange(other.frame_, nullptr);
        }
        return *this;
    }
    ~task() { destroy(); }

    /// Empty once moved from.
    [[nodiscard]] explicit operator bool() const noexcept { return static_cast<bool>(frame_); }

    void set_name(const char* name) noexcept { frame_.promise().set_name(name); }

    // The operation protocol, see promise.hpp.
    bool ready(const environment&) noexcept { return false; }

    waiter* start(const environment& env, promise_base* parent, waiter& w) noexcept {
        require(static_cast<bool>(frame_), "awaited a task that was moved from or awaited before");
        if (parent != nullptr) parent->set_awaiting(&detail::task_info);
        promise_type& child = frame_.promise();
        child.adopt(env, parent, w);
        child.join_parent();
        if (env.loop->spend()) return &child;
        env.loop->schedule(child);
        return nullptr;
    }

    T take() {
        // The frame dies before the awaiter continues, whichever way the value leaves.
        task done = std::move(*this);
        done.frame_.promise().leave_parent();
        return done.frame_.promise().take();
    }

private:
    template <class>
    friend class detail::task_promise;
    using handle = std::coroutine_handle<promise_type>;

    explicit task(handle frame) noexcept : frame_(frame) {}

    void destroy() noexcept {
        if (frame_) std::exchange(frame_, nullptr).destroy();
    }

    handle frame_;
};

template <class T>
inline constexpr bool is_task = false;
template <class T>
inline constexpr bool is_task<task<T>> = true;
template <class T>
inline constexpr bool awaited_once<task<T>> = true;

namespace detail {

template <class T>
task<T> task_promise<T>::get_return_object() noexcept {
    return task<T>(std::coroutine_handle<task_promise>::from_promise(*this));
}

inline task<void> task_promise<void>::get_return_object() noexcept {
    return task<void>(std::coroutine_handle<task_promise>::from_promise(*this));
}

}  // namespace detail

}  // namespace weir::inline v0
