// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The part that all coroutines of Weir share: who awaits them, where they are suspended, what
/// they inherit. Also the protocol of things that can be awaited.
///
/// An *operation* is an object that the awaiting coroutine's frame holds while it waits:
///
///     bool ready(const environment&)                          done without waiting?
///     waiter* start(const environment&, promise_base*, waiter&)  begin; see below
///     R take()                                                the result, exactly once
///
/// `start` begins the operation on behalf of the given promise (null at a loop's root) and returns
/// the waiter to complete at once, or null when the given waiter will be completed later. Because
/// an operation completes a waiter and not a coroutine, combinators (`ok`, `with_timeout`,
/// `when_all`) are operations around operations. An operation does not move once started.

#include <weir/base/block_pool.hpp>
#include <weir/base/result.hpp>
#include <weir/base/time.hpp>
#include <weir/coro/environment.hpp>
#include <weir/coro/loop_context.hpp>
#include <weir/coro/waiter.hpp>

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <source_location>
#include <type_traits>
#include <utility>

namespace weir::inline v0 {

class scope;

/// What kind of thing a coroutine waits for; one static object per kind.
struct op_info {
    const char* name;  ///< for example "tcp.recv"
    const char* kind;  ///< "net", "file", "timer", "sync", "task", "offload"
};

/// Base of every promise; a waiter that resumes its coroutine.
class promise_base : public waiter {
public:
    promise_base() noexcept : waiter(&resume_coroutine) {}
    promise_base(const promise_base&) = delete;
    promise_base& operator=(const promise_base&) = delete;

    static void* operator new(std::size_t size) { return allocate_block(size); }
    static void operator delete(void* frame, std::size_t size) noexcept {
        release_block(frame, size);
    }

    /// Becomes the child of `parent`; its end will complete `continuation`.
    void adopt(const environment& env, promise_base* parent, waiter& continuation) noexcept {
        env_ = &env;
        parent_ = parent;
        continuation_ = &continuation;
    }

    /// Enters the list of the coroutines that its parent awaits, until `leave_parent`.
    void join_parent() noexcept {
        if (parent_ == nullptr) return;
        next_awaited_ = parent_->awaited_;
        parent_->awaited_ = this;
    }
    void leave_parent() noexcept {
        if (parent_ == nullptr) return;
        promise_base** link = &parent_->awaited_;
        while (*link != this) link = &(*link)->next_awaited_;
        *link = next_awaited_;
    }

    [[nodiscard]] const environment& env() const noexcept { return *env_; }
    [[nodiscard]] promise_base* parent() const noexcept { return parent_; }
    /// One of the coroutines that it awaits, null if it awaits none.
    [[nodiscard]] const promise_base* awaited() const noexcept { return awaited_; }
    /// Calls `visit(const promise_base&)` for each: several under `when_all` or `when_any`.
    template <class Visitor>
    void for_each_awaited(Visitor&& visit) const {
        for (const promise_base* p = awaited_; p != nullptr; p = p->next_awaited_) visit(*p);
    }
    /// The scope that it made last, null if it owns none; see `scope::next_of_owner`.
    [[nodiscard]] const scope* scopes() const noexcept { return scopes_; }
    [[nodiscard]] const std::source_location& suspended_at() const noexcept { return at_; }
    [[nodiscard]] const op_info* awaiting() const noexcept { return awaiting_; }
    [[nodiscard]] const char* name() const noexcept { return name_; }
    void set_name(const char* name) noexcept { name_ = name; }

    /// The turn in which it began to wait; of use while `awaiting()` is not null.
    [[nodiscard]] time_point awaiting_since() const noexcept { return since_; }

    /// Called by each operation that begins to wait on behalf of this coroutine.
    void set_awaiting(const op_info* info) noexcept {
        awaiting_ = info;
        since_ = env_->loop->now();
    }

    /// The coroutine's end: hands over to whoever awaits it.
    [[nodiscard]] std::coroutine_handle<> finish() noexcept { return continuation_->complete(); }

    /// Its end at the await where it is suspended, for `ok()`. An error that rises through many
    /// coroutines ends them inside of each other, so the budget also bounds the stack.
    [[nodiscard]] std::coroutine_handle<> finish_early() noexcept {
        if (env_->loop->spend()) return continuation_->complete();
        env_->loop->schedule(*continuation_);
        return std::noop_coroutine();
    }

    /// Makes this the current coroutine. Also before a child's frame is destroyed: its arguments
    /// die after its promise, and what their destructors ask `this_task` is answered for the
    /// awaiter.
    void make_current() noexcept { env_->loop->set_current(this); }

    /// Makes this the current coroutine and returns its handle.
    [[nodiscard]] std::coroutine_handle<> resume_here() noexcept {
        env_->loop->check_switch();  // who ran so far is named by where it was resumed
        make_current();
        env_->loop->set_step_site(at_);
        return std::coroutine_handle<promise_base>::from_promise(*this);
    }

protected:
    void mark_suspended(const std::source_location& at) noexcept { at_ = at; }
    ~promise_base() = default;

private:
    friend class weir::scope;

    static std::coroutine_handle<> resume_coroutine(waiter* w) noexcept {
        return static_cast<promise_base*>(w)->resume_here();
    }

    const environment* env_ = nullptr;
    promise_base* parent_ = nullptr;
    promise_base* awaited_ = nullptr;
    promise_base* next_awaited_ = nullptr;
    scope* scopes_ = nullptr;
    waiter* continuation_ = nullptr;
    const op_info* awaiting_ = nullptr;
    time_point since_{};
    const char* name_ = nullptr;
    std::source_location at_;
};

/// Something that `co_await` accepts, see the head of this file.
template <class Op>
concept operation = requires(Op& op, const environment& env, promise_base* parent, waiter& w) {
    { op.ready(env) } -> std::same_as<bool>;
    { op.start(env, parent, w) } -> std::same_as<waiter*>;
    op.take();
};

template <class Op>
using result_of = decltype(std::declval<Op&>().take());

/// Specialised as true for operations that are used up by being awaited, such as `task`; those are
/// awaited as temporaries or by `co_await std::move(op)`, never by name.
template <class Op>
inline constexpr bool awaited_once = false;

namespace detail {

template <class Op>
concept awaitable_as_given =
    !std::is_lvalue_reference_v<Op> || !awaited_once<std::remove_cvref_t<Op>>;

inline std::coroutine_handle<> run(waiter* next) noexcept {
    return next == nullptr ? std::noop_coroutine() : next->complete();
}

/// Awaiter of an operation from inside a coroutine of Weir.
template <class Op>
class operation_awaiter {
public:
    operation_awaiter(Op& op, promise_base& owner) noexcept : op_(op), owner_(owner) {}

    bool await_ready() noexcept { return op_.ready(owner_.env()); }

    std::coroutine_handle<> await_suspend(std::coroutine_handle<>) noexcept {
        return run(op_.start(owner_.env(), &owner_, owner_));
    }

    result_of<Op> await_resume()
        requires(!is_result<result_of<Op>>)
    {
        return op_.take();
    }

    // A result must be looked at; other values may be dropped.
    [[nodiscard]] result_of<Op> await_resume()
        requires is_result<result_of<Op>>
    {
        return op_.take();
    }

private:
    Op& op_;  // a temporary of the co_await expression lives until the awaiter is done
    promise_base& owner_;
};

}  // namespace detail

/// What `ok(op)` returns; see weir/coro/ok.hpp.
template <class Op>
struct ok_operation;

namespace detail {
template <class Promise, class Op>
class ok_awaiter;
}

/// Adds `co_await` of operations to a promise. `Promise` derives from it.
template <class Promise>
class awaiting_promise : public promise_base {
public:
    template <class Op>
        requires operation<std::remove_reference_t<Op>>
    auto await_transform(Op&& op,
                         std::source_location at = std::source_location::current()) noexcept {
        static_assert(alignof(Promise) <= 2 * sizeof(void*), "frames hold promises at 16 bytes");
        static_assert(detail::awaitable_as_given<Op>,
                      "this is used up by being awaited: co_await std::move(it)");
        mark_suspended(at);
        return detail::operation_awaiter<std::remove_reference_t<Op>>(op, *this);
    }

    template <class Op>
    auto await_transform(ok_operation<Op>&& op,
                         std::source_location at = std::source_location::current()) noexcept {
        static_assert(detail::awaitable_as_given<Op>,
                      "this is used up by being awaited: co_await ok(std::move(it))");
        mark_suspended(at);
        return detail::ok_awaiter<Promise, std::remove_reference_t<Op>>(
            op.inner, static_cast<Promise&>(*this));
    }

    /// Where the coroutine is written stands for its first line until it awaits something.
    std::suspend_always initial_suspend(
        std::source_location at = std::source_location::current()) noexcept {
        mark_suspended(at);
        return {};
    }

    auto final_suspend() noexcept {
        struct awaiter {
            promise_base& self;
            bool await_ready() noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<>) noexcept {
                return self.finish();
            }
            void await_resume() noexcept {}
        };
        return awaiter{*this};
    }
};

}  // namespace weir::inline v0
