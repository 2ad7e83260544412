// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The loop over a generator: `co_await each(generator, body)` calls `body` with every value.
///
///     co_await ok(each(lines(file), [&](std::string line) { ++count; }));
///     co_await ok(each(lines(file), [&](std::string line) -> task<result<flow>> {
///         co_await ok(peer.write(line));
///         co_return line == "quit" ? flow::stop : flow::proceed;
///     }));
///
/// The body returns nothing, or what says whether to go on: a `bool` (false breaks off) or a
/// `flow`; any of these as a `result`, whose error ends the loop; or a task of any of these, which
/// is awaited before the generator goes on.

#include <weir/coro/generator.hpp>

#include <chrono>
#include <concepts>
#include <exception>
#include <type_traits>
#include <utility>
#include <vector>

namespace weir::inline v0 {

/// What the body of `each` wants next.
enum class flow {
    proceed,  ///< the next value
    stop,     ///< no more values: break off
};

/// How long the clean-ups of a generator may take together, unless `each` is told otherwise.
inline constexpr duration default_exit_grace = std::chrono::seconds(5);

namespace detail {

struct generator_access {
    template <class T>
    static generator_step<T> step(generator<T>& g) noexcept {
        require(g.frame_ != nullptr, "each() was given a generator that was moved from");
        return generator_step<T>(g.frame_.promise());
    }
    template <class T>
    static T&& current(generator<T>& g) noexcept {
        return g.frame_.promise().current();
    }
    /// Destroys the generator's locals; what is left to do are its clean-ups.
    template <class T>
    static std::vector<task<result<void>>> end(generator<T>& g) noexcept {
        auto exits = g.frame_.promise().take_exits();
        g.destroy();
        return exits;
    }
};

[[nodiscard]] inline result<flow> verdict(flow f) noexcept {
    return f;
}
[[nodiscard]] inline result<flow> verdict(std::same_as<bool> auto proceed) noexcept {
    return proceed ? flow::proceed : flow::stop;
}
template <class T>
[[nodiscard]] result<flow> verdict(const result<T>& r) noexcept {
    if (!r) return fail(r.error());
    if constexpr (std::is_void_v<T>)
        return flow::proceed;
    else
        return verdict(*r);
}

template <class R>
struct awaited_value : std::type_identity<R> {};
template <class T>
struct awaited_value<task<T>> : std::type_identity<T> {};

template <class R>
concept verdict_like = std::is_void_v<R> || requires(const R& r) { verdict(r); };

template <class F, class T>
using body_result = std::invoke_result_t<F&, T&&>;

template <class F, class T>
concept each_body =
    std::invocable<F&, T&&> && verdict_like<typename awaited_value<body_result<F, T>>::type>;

template <class T, class F>
task<result<void>> iterate(generator<T>& values, F& body) {
    using returned = body_result<F, T>;
    using value = typename awaited_value<returned>::type;
    while (co_await ok(generator_access::step(values))) {
        flow then = flow::proceed;
        if constexpr (is_task<returned> && std::is_void_v<value>)
            co_await body(generator_access::current(values));
        else if constexpr (is_task<returned>)
            then = co_await ok(verdict(co_await body(generator_access::current(values))));
        else if constexpr (std::is_void_v<value>)
            body(generator_access::current(values));
        else
            then = co_await ok(verdict(body(generator_access::current(values))));
        if (then == flow::stop) break;
    }
    co_return {};
}

/// Runs the clean-ups, the last one first, whatever becomes of each.
task<void> run_exits(std::vector<task<result<void>>> exits, first_failure& failure);

}  // namespace detail

/// Calls `body` with every value of `values`, then runs the generator's clean-ups for at most
/// `exit_grace` (those that still run are then stopped and waited for).
///
/// Completes when the generator ended, the body broke off or either failed, and the clean-ups have
/// run. Result: the first failure. Errors: those of the generator and of the body, those of a stop,
/// else those of a clean-up. Exceptions are rethrown after the clean-ups. Cancellation: passed on
/// to generator and body. Lifetime: `body` is kept until the end.
template <class T, class F>
    requires detail::each_body<F, T>
[[nodiscard]] task<result<void>> each(generator<T> values, F body,
                                      duration exit_grace = default_exit_grace) {
    detail::first_failure failure;
    try {
        if (auto ended = co_await detail::iterate(values, body); !ended) failure.add(ended.error());
    } catch (...) {
        failure.add(std::current_exception());
    }
    auto exits = detail::generator_access::end(values);
    if (!exits.empty()) co_await shielded(exit_grace, detail::run_exits(std::move(exits), failure));
    co_return failure.settle();
}

}  // namespace weir::inline v0
