// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// `T v = co_await ok(op)`: the value of an operation, or the error returned to the caller.
///
///     task<result<std::size_t>> copy(stream& from, stream& to) {
///         buffer data = co_await ok(from.recv());    // on error: copy() returns that error
///         co_return co_await to.write(data);
///     }
///
/// It works in coroutines that return a `result` (and in generators). On error the coroutine does
/// not go on: its locals are destroyed and its awaiter receives the error, without an exception
/// and without another frame. A result at hand, `ok(expected)`, is accepted too.

#include <weir/coro/promise.hpp>

#include <optional>
#include <utility>

namespace weir::inline v0 {

namespace detail {

/// A result that is already there, as an operation.
template <class Result>
struct immediate {
    Result value;
    bool ready(const environment&) noexcept { return true; }
    waiter* start(const environment&, promise_base*, waiter& w) noexcept { return &w; }
    Result take() { return std::move(value); }
};

template <class Promise, class Op>
class ok_awaiter : waiter {
    using result_type = result_of<Op>;
    static_assert(
        requires(Promise& p, typename result_type::error_type e) { p.fail(std::move(e)); },
        "ok() hands errors to the caller: the coroutine must return a result");

public:
    ok_awaiter(Op& op, Promise& owner) noexcept : waiter(&on_complete), op_(op), owner_(owner) {}

    bool await_ready() {
        if (!op_.ready(owner_.env())) return false;
        result_.emplace(op_.take());
        return result_->has_value();
    }

    std::coroutine_handle<> await_suspend(std::coroutine_handle<>) noexcept {
        if (result_.has_value()) return settle();
        return run(op_.start(owner_.env(), &owner_, *this));
    }

    typename result_type::value_type await_resume() {
        if (thrown_) [[unlikely]]
            std::rethrow_exception(std::move(thrown_));
        if constexpr (!std::is_void_v<typename result_type::value_type>)
            return std::move(**result_);
    }

private:
    static std::coroutine_handle<> on_complete(waiter* w) noexcept {
        return static_cast<ok_awaiter*>(w)->completed();
    }

    std::coroutine_handle<> completed() noexcept {
        owner_.make_current();
        try {
            result_.emplace(op_.take());
        } catch (...) {
            thrown_ = std::current_exception();
            return owner_.resume_here();
        }
        return settle();
    }

    std::coroutine_handle<> settle() noexcept {
        if (result_->has_value()) return owner_.resume_here();
        owner_.fail(std::move(result_->error()));
        return owner_.finish_early();
    }

    Op& op_;
    Promise& owner_;
    std::optional<result_type> result_;
    std::exception_ptr thrown_;
};

}  // namespace detail

template <class Op>
struct [[nodiscard("co_await ok(...)")]] ok_operation {
    Op inner;  // a reference, except for a result at hand
};

template <class Op>
    requires operation<std::remove_reference_t<Op>> &&
             is_result<result_of<std::remove_reference_t<Op>>>
[[nodiscard]] ok_operation<Op&&> ok(Op&& op [[clang::lifetimebound]]) noexcept {
    return {std::forward<Op>(op)};
}

template <class T, class E>
[[nodiscard]] auto ok(std::expected<T, E> value) noexcept {
    return ok_operation<detail::immediate<std::expected<T, E>>>{{std::move(value)}};
}

}  // namespace weir::inline v0
