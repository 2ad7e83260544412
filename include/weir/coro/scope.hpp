// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Structured concurrency: a scope owns the tasks spawned in it and is left only when they ended.
///
///     task<result<void>> serve(listener& l) {
///         co_return co_await with_scope([&](scope& s) -> task<result<void>> {
///             for (;;) s.spawn("connection", handle, co_await ok(l.accept()));
///         });
///     }
///
/// `spawn(fn, args...)` keeps callable and arguments in the child's frame, so a capturing lambda is
/// safe; what it captures by reference must outlive the scope. A child returns `void` or
/// `result<void>`; an error counts as a failure exactly as an exception does. The first failure
/// stops the siblings and is what `join` returns or rethrows; later ones are kept in `failures()`
/// (and exceptions among them logged, see failure.hpp).
///
/// A child that ends with a stop's error after the scope was stopped did not fail. If the scope's
/// owner stopped it, that is as wished; if the stop came from outside (a deadline, a stop of the
/// task that owns the scope), `join` returns its error, because work was left undone.
///
/// A scope belongs to one shard; using it on another, or leaving it before it was joined, ends the
/// program with a sentence.

#include <weir/base/intrusive_list.hpp>
#include <weir/coro/failure.hpp>
#include <weir/coro/task.hpp>
#include <weir/coro/this_task.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <optional>
#include <source_location>
#include <string_view>
#include <system_error>
#include <vector>

namespace weir::inline v0 {

/// A name for a task together with the place that spawned it; converts from a literal.
struct task_name {
    template <std::size_t N>
    constexpr task_name(const char (&literal)[N],  // NOLINT(google-explicit-constructor)
                        std::source_location where = std::source_location::current()) noexcept
        : text(literal), site(where) {}
    constexpr task_name(const char* forever, std::source_location where) noexcept
        : text(forever), site(where) {}

    const char* text;
    std::source_location site;
};

class scope;

namespace detail {

/// Coroutine of a spawned child; owned by the scope, destroyed when it ends.
class child_promise : public awaiting_promise<child_promise>, public list_hook {
public:
    struct coroutine {
        using promise_type = child_promise;
        child_promise* child;
    };

    coroutine get_return_object() noexcept { return {this}; }
    void return_value(result<void> value) noexcept {
        if (!value) code_ = value.error();
    }
    void unhandled_exception() noexcept { exception_ = std::current_exception(); }

    /// Its one await stands for the place that spawned it.
    template <class Op>
    auto await_transform(Op&& op,
                         std::source_location at = std::source_location::current()) noexcept {
        return awaiting_promise::await_transform(std::forward<Op>(op),
                                                 site_.line() != 0 ? site_ : at);
    }

    [[nodiscard]] const std::source_location& spawn_site() const noexcept { return site_; }
    /// The turn in which it was spawned.
    [[nodiscard]] time_point born() const noexcept { return born_; }

private:
    friend class weir::scope;

    struct end_link : waiter {
        explicit end_link(child_promise& owner) noexcept : waiter(&on_end), self(owner) {}
        static std::coroutine_handle<> on_end(waiter* w) noexcept;
        child_promise& self;
    };

    weir::scope* scope_ = nullptr;
    end_link end_{*this};
    std::error_code code_;
    std::exception_ptr exception_;
    std::source_location site_;
    time_point born_{};
};

template <class F, class... Args>
child_promise::coroutine run_child(F fn, Args... args) {
    using returned = std::invoke_result_t<F, Args...>;
    if constexpr (std::is_same_v<returned, task<void>>) {
        co_await std::move(fn)(std::move(args)...);
        co_return result<void>();
    } else {
        co_return co_await std::move(fn)(std::move(args)...);
    }
}

template <class F>
consteval const char* pretty_name() noexcept {
    return __PRETTY_FUNCTION__;
}

template <class F, class... Args>
concept spawnable = std::same_as<std::invoke_result_t<F, Args...>, task<void>> ||
                    std::same_as<std::invoke_result_t<F, Args...>, task<result<void>>>;

class join_operation;
class scope_body;

}  // namespace detail

class scope {
public:
    /// A scope of the running task: inherits its environment. Fatal outside of a task.
    scope() noexcept : scope(this_task::env(), &this_task::promise()) {}
    /// A scope with the given environment; `owner`, which outlives it, appears as the parent in
    /// backtraces.
    scope(const environment& env, promise_base* owner) noexcept;
    scope(const scope&) = delete;
    scope& operator=(const scope&) = delete;
    /// Fatal if children are left.
    ~scope();

    /// Starts `fn(args...)` in a later step. False when the scope is closed: nothing was started.
    template <class F, class... Args>
        requires detail::spawnable<std::decay_t<F>, std::decay_t<Args>...>
    bool spawn(task_name name, F&& fn, Args&&... args) {
        if (closed_) return false;
        adopt(*detail::run_child<std::decay_t<F>, std::decay_t<Args>...>(
                   std::forward<F>(fn), std::forward<Args>(args)...)
                   .child,
              name);
        return true;
    }

    /// The same, named after the callable's type (for a lambda: its file and line).
    template <class F>
        requires detail::spawnable<std::decay_t<F>>
    bool spawn(F&& fn, std::source_location where = std::source_location::current()) {
        return spawn(task_name(detail::pretty_name<std::decay_t<F>>(), where), std::forward<F>(fn));
    }
    template <class F, class... Args>
        requires detail::spawnable<std::decay_t<F>, std::decay_t<Args>...> && (sizeof...(Args) > 0)
    bool spawn(F&& fn, Args&&... args) {
        return spawn(task_name(detail::pretty_name<std::decay_t<F>>(), std::source_location()),
                     std::forward<F>(fn), std::forward<Args>(args)...);
    }

    /// Asks every child to stop; those spawned later see it at once.
    void request_stop(stop_reason reason = stop_reason::requested) noexcept {
        env_.loop->require_here("a scope");
        if (!stop_.stop_requested()) stopped_by_owner_ = true;
        stop_.request_stop(reason);
    }

    /// Refuses further spawns.
    void close() noexcept { closed_ = true; }

    /// Waits until all children ended, also those that children spawn meanwhile; then the scope is
    /// closed. Completes when the last one ended. Result: the first failure, if any; an exception
    /// is rethrown. Errors: also the stop's, if a stop from outside ended a child. Cancellation: a
    /// stop of the caller reaches the children and is waited for.
    [[nodiscard]] inline detail::join_operation join() noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return running_; }
    [[nodiscard]] bool closed() const noexcept { return closed_; }
    [[nodiscard]] const environment& env() const noexcept { return env_; }
    [[nodiscard]] stop_token token() noexcept { return stop_.token(); }

    /// All failures so far, the first one first; at most `max_failures` are kept.
    [[nodiscard]] const std::vector<task_failure>& failures() const noexcept { return failures_; }
    /// How many children failed.
    [[nodiscard]] std::size_t failure_count() const noexcept { return failure_count_; }
    static constexpr std::size_t max_failures = 64;

    /// Calls `visit(const child&)` for every running child, for diagnostics.
    template <class Visitor>
    void for_each_child(Visitor&& visit) const {
        children_.for_each([&](const detail::child_promise& c) { visit(c); });
    }

    /// The scope that its owner made before this one, for diagnostics.
    [[nodiscard]] const scope* next_of_owner() const noexcept { return next_of_owner_; }

private:
    friend class detail::child_promise;
    friend class detail::join_operation;
    friend class detail::scope_body;

    void leave_owner() noexcept;
    void adopt(detail::child_promise& child, task_name name) noexcept;
    std::coroutine_handle<> ended(detail::child_promise& child) noexcept;
    bool record(task_failure failure) noexcept;
    [[nodiscard]] bool only_stopped(const task_failure& failure) const noexcept;

    environment env_;
    promise_base* owner_;
    scope* next_of_owner_ = nullptr;
    stop_source stop_;
    intrusive_list<detail::child_promise> children_;
    std::size_t running_ = 0;
    std::size_t failure_count_ = 0;
    std::vector<task_failure> failures_;
    waiter* joiner_ = nullptr;
    bool closed_ = false;
    bool stopped_by_owner_ = false;
    bool interrupted_ = false;  // a stop from outside ended a child
};

namespace detail {

inline constexpr op_info join_info{"scope.join", "task"};

class [[nodiscard("co_await the join")]] join_operation {
public:
    explicit join_operation(scope& s) noexcept : scope_(s) {}

    bool ready(const environment&) noexcept {
        if (scope_.running_ != 0) return false;
        scope_.close();
        return true;
    }

    waiter* start(const environment&, promise_base* parent, waiter& w) noexcept {
        scope_.env_.loop->require_here("a scope");
        require(scope_.joiner_ == nullptr, "a scope is joined by two tasks at once");
        if (parent != nullptr) parent->set_awaiting(&join_info);
        scope_.joiner_ = &w;
        return nullptr;
    }

    result<void> take() {
        if (scope_.failures_.empty())
            return scope_.interrupted_ ? result<void>(fail(scope_.stop_.token().error()))
                                       : result<void>();
        const task_failure& first = scope_.failures_.front();
        if (first.exception) std::rethrow_exception(first.exception);
        return fail(first.code);
    }

private:
    scope& scope_;
};

}  // namespace detail

inline detail::join_operation scope::join() noexcept {
    return detail::join_operation(*this);
}

namespace detail {

/// An operation run in another environment than its awaiter's.
template <class Op>
class in_environment {
public:
    in_environment(const environment& env, Op&& op) noexcept : env_(env), op_(std::move(op)) {}

    bool ready(const environment&) noexcept { return op_.ready(env_); }
    waiter* start(const environment&, promise_base* parent, waiter& w) noexcept {
        return op_.start(env_, parent, w);
    }
    decltype(auto) take() { return op_.take(); }

private:
    const environment& env_;
    Op op_;
};

template <class F>
using scope_body_t = typename std::invoke_result_t<F, scope&>::value_type;

/// The body of `with_scope` counts among its scope's tasks when it fails.
class scope_body {
public:
    /// True if this is the scope's first failure. Stops the children.
    static bool failed(scope& s, std::error_code code, std::exception_ptr exception) noexcept {
        return s.record({"with_scope", code, std::move(exception)});
    }
};

}  // namespace detail

/// Runs `body(scope&)`, a task, then waits for everything it spawned. If the body fails or throws,
/// the children are stopped; if a child fails, the body is (its environment is the scope's).
/// Result: the body's value, else the first failure of body and children.
template <class F>
    requires is_task<std::invoke_result_t<F, scope&>>
[[nodiscard]] task<as_result<detail::scope_body_t<F>>> with_scope(F body) {
    using value = detail::scope_body_t<F>;
    using outcome_type = as_result<value>;
    static_assert(std::convertible_to<typename outcome_type::error_type, std::error_code>,
                  "the error of a scope's body must convert to std::error_code");
    scope s;
    std::optional<outcome_type> outcome;
    bool body_failed_first = false;
    try {
        auto op = detail::in_environment(s.env(), body(s));
        if constexpr (std::is_void_v<value>) {
            co_await op;
            outcome.emplace();
        } else {
            outcome.emplace(co_await op);
        }
        if (!outcome->has_value())
            body_failed_first = detail::scope_body::failed(s, outcome->error(), nullptr);
    } catch (...) {
        detail::scope_body::failed(s, {}, std::current_exception());
    }
    const result<void> joined = co_await s.join();
    if (joined || body_failed_first) co_return std::move(*outcome);
    co_return fail(joined.error());
}

}  // namespace weir::inline v0
