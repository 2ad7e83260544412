// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Runs several operations at once and waits for all of them.
///
///     auto [user, orders] = co_await ok(when_all(load_user(id), load_orders(id)));
///
/// Completes when every operation ended. If one fails (error or exception), the others are stopped
/// and still waited for; the first failure is the result, see failure.hpp for later ones.
/// Cancellation: a stop reaches all of them.

#include <weir/coro/failure.hpp>
#include <weir/coro/promise.hpp>

#include <cstddef>
#include <exception>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>

namespace weir::inline v0 {

namespace detail {

/// What an operation contributes to the tuple of values; `void` becomes `std::monostate`.
template <class R>
struct plain_value {
    using type = std::conditional_t<std::is_void_v<R>, std::monostate, R>;
};
template <class T, class E>
struct plain_value<std::expected<T, E>> : plain_value<T> {};
template <class R>
using plain_value_t = typename plain_value<R>::type;

/// Several operations under one stop source, each with a waiter of its own.
template <class Derived, class... Ops>
class branches {
public:
    explicit branches(Ops&&... ops) : branches_(std::move(ops)...) {}
    branches(branches&& unstarted) noexcept : branches_(std::move(unstarted.branches_)) {}

    bool ready(const environment&) noexcept { return false; }

    waiter* start(const environment& env, promise_base* parent, waiter& w) noexcept {
        stop_.emplace(env.stop);
        env_ = env;
        env_.stop = stop_->token();
        outer_ = &w;
        parent_ = parent;
        pending_ = sizeof...(Ops);
        std::apply([&](auto&... b) { (this->begin(b), ...); }, branches_);
        if (parent != nullptr) parent->set_awaiting(&Derived::info);
        return nullptr;
    }

protected:
    template <class Op>
    struct branch : waiter {
        explicit branch(Op&& o) noexcept : waiter(&on_complete), op(std::move(o)) {}
        branch(branch&& other) noexcept : waiter(&on_complete), op(std::move(other.op)) {}

        static std::coroutine_handle<> on_complete(waiter* w) noexcept {
            auto* self = static_cast<branch*>(w);
            self->owner->env_.loop->set_current(self->owner->parent_);
            self->owner->derived().settle(*self);
            return self->owner->one_ended();
        }

        Op op;
        branches* owner = nullptr;
        std::optional<plain_value_t<result_of<Op>>> value;
    };

    /// Moves the branch's result out; its failure, if any, becomes `error_` or `exception_`.
    template <class Op>
    bool collect(branch<Op>& b) noexcept {
        using returned = result_of<Op>;
        try {
            if constexpr (std::is_void_v<returned>) {
                b.op.take();
                b.value.emplace();
            } else if constexpr (is_result<returned>) {
                returned r = b.op.take();
                if (!r.has_value()) return note(r.error());
                if constexpr (std::is_void_v<typename returned::value_type>)
                    b.value.emplace();
                else
                    b.value.emplace(std::move(*r));
            } else {
                b.value.emplace(b.op.take());
            }
            return true;
        } catch (...) {
            note(std::current_exception());
            return false;
        }
    }

    [[nodiscard]] bool failed() const noexcept { return error_ || exception_ != nullptr; }

    std::tuple<branch<Ops>...> branches_;
    std::optional<stop_source> stop_;
    std::error_code error_;
    std::exception_ptr exception_;

private:
    Derived& derived() noexcept { return static_cast<Derived&>(*this); }

    bool note(std::error_code error) noexcept {
        if (!failed()) error_ = error;
        return false;
    }

    void note(std::exception_ptr exception) noexcept {
        if (failed())
            report_dropped({nullptr, {}, std::move(exception)});
        else
            exception_ = std::move(exception);
    }

    // Every branch begins in a step of its own, so that starting many does not grow the stack.
    template <class Op>
    void begin(branch<Op>& b) noexcept {
        b.owner = this;
        waiter* next = b.op.ready(env_) ? &b : b.op.start(env_, parent_, b);
        if (next != nullptr) env_.loop->schedule(*next);
    }

    std::coroutine_handle<> one_ended() noexcept {
        if (--pending_ != 0) return std::noop_coroutine();
        stop_->unfollow();
        return outer_->complete();
    }

    environment env_;
    waiter* outer_ = nullptr;
    promise_base* parent_ = nullptr;
    std::size_t pending_ = 0;
};

template <class... Ops>
class all_operation : public branches<all_operation<Ops...>, Ops...> {
    using base = branches<all_operation, Ops...>;
    friend base;
    using values = std::tuple<plain_value_t<result_of<Ops>>...>;
    static constexpr op_info info{"when_all", "task"};
    static constexpr bool fallible = (is_result<result_of<Ops>> || ...);

public:
    using base::base;

    auto take() -> std::conditional_t<fallible, result<values>, values> {
        if (this->exception_) std::rethrow_exception(this->exception_);
        if constexpr (fallible)
            if (this->error_) return fail(this->error_);
        return std::apply([](auto&... b) { return values(std::move(*b.value)...); },
                          this->branches_);
    }

private:
    template <class Branch>
    void settle(Branch& b) noexcept {
        if (!this->collect(b)) this->stop_->request_stop(stop_reason::sibling);
    }
};

}  // namespace detail

/// Result: a tuple of the values; a `result` of it if any operation returns one, holding the first
/// error. A void value is `std::monostate`. The first exception is rethrown.
template <class... Ops>
    requires(operation<Ops> && ...) && (sizeof...(Ops) > 0)
[[nodiscard]] auto when_all(Ops... ops) {
    return detail::all_operation<Ops...>(std::move(ops)...);
}

}  // namespace weir::inline v0
