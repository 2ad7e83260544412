// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A coroutine that yields values one by one and may await between them.
///
///     generator<row> rows(connection& c) {
///         co_await on_exit([](connection* used) -> task<void> { co_await used->reset(); }, &c);
///         while (auto r = co_await ok(c.next_row())) co_yield std::move(*r);
///     }
///
///     co_await ok(each(rows(c), [&](row r) { print(r); }));
///
/// A generator is consumed by `co_await each(generator, body)` and by nothing else, because the
/// clean-up of an asynchronous source must be awaited and a destructor cannot await: `each` runs it
/// on the normal end, on break, error, exception and stop.
///
/// `on_exit(fn, args...)` registers such a clean-up, with arguments copied or moved into the
/// generator. It may run after the generator's locals are gone, so it owns what it uses.
///
/// Thread safety: belongs to one shard. A generator that has pending clean-ups when it is destroyed
/// ends the program with a sentence.

#include <weir/base/fatal.hpp>
#include <weir/coro/async_function.hpp>
#include <weir/coro/ok.hpp>
#include <weir/coro/task.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/coro/timeout.hpp>

#include <concepts>
#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace weir::inline v0 {

/// What the body of `each` may return to go on or to break.
enum class flow { proceed, stop };

/// How long all clean-ups of one generator may take before they are stopped, unless told otherwise.
inline constexpr duration default_exit_grace = std::chrono::seconds(5);

template <class T>
class generator;

namespace detail {

inline constexpr op_info generator_info{"generator.next", "task"};

/// Registers a clean-up with the generator that awaits it.
struct exit_request {
    async_function<void()> cleanup;
};

template <class T>
class generator_promise : public awaiting_promise<generator_promise<T>> {
    using base = awaiting_promise<generator_promise<T>>;

public:
    generator<T> get_return_object() noexcept;

    auto yield_value(T value, std::source_location at = std::source_location::current()) noexcept {
        this->mark_suspended(at);
        value_.emplace(std::move(value));
        return this->final_suspend();  // hands over to the consumer, and may be resumed
    }
    void return_void() noexcept { ended_ = true; }
    void unhandled_exception() noexcept {
        ended_ = true;
        exception_ = std::current_exception();
    }
    /// Ends the generator with an error, for `ok()`.
    void fail(std::error_code error) noexcept {
        ended_ = true;
        error_ = error;
    }

    using base::await_transform;
    std::suspend_never await_transform(exit_request&& request) {
        exits_.push_back(std::move(request.cleanup));
        return {};
    }

private:
    friend class generator<T>;

    std::optional<T> value_;
    std::error_code error_;
    std::exception_ptr exception_;
    std::vector<async_function<void()>> exits_;
    bool ended_ = false;
};

/// Runs the generator to its next value. Result: empty at the end.
template <class T>
class next_operation {
public:
    explicit next_operation(generator<T>& g) noexcept : generator_(g) {}

    bool ready(const environment&) noexcept { return generator_.ended(); }
    waiter* start(const environment& env, promise_base* parent, waiter& w) noexcept {
        if (parent != nullptr) parent->set_awaiting(&generator_info);
        return generator_.resume(env, parent, w);
    }
    result<std::optional<T>> take() { return generator_.take(); }

private:
    generator<T>& generator_;
};

}  // namespace detail

template <class T>
class [[nodiscard("a generator does nothing until each() consumes it"), clang::coro_return_type,
        clang::coro_lifetimebound]] generator {
public:
    using value_type = T;
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

private:
    friend promise_type;
    friend class detail::next_operation<T>;
    template <class U, class Body>
    friend task<result<void>> each(generator<U> source, Body body, duration grace);

    using handle = std::coroutine_handle<promise_type>;
    explicit generator(handle frame) noexcept : frame_(frame) {}

    void destroy() noexcept {
        if (!frame_) return;
        require(frame_.promise().exits_.empty(),
                "a generator was destroyed before its clean-up ran; consume it with each()");
        std::exchange(frame_, nullptr).destroy();
    }

    [[nodiscard]] bool ended() const noexcept { return frame_.promise().ended_; }

    waiter* resume(const environment& env, promise_base* parent, waiter& w) noexcept {
        promise_type& p = frame_.promise();
        p.value_.reset();
        p.adopt(env, parent, w);
        if (env.loop->spend()) return &p;
        env.loop->schedule(p);
        return nullptr;
    }

    result<std::optional<T>> take() {
        promise_type& p = frame_.promise();
        if (p.exception_) std::rethrow_exception(std::exchange(p.exception_, nullptr));
        if (p.error_) return fail(p.error_);
        return std::exchange(p.value_, std::nullopt);
    }

    /// The last clean-up that was registered and did not run yet; empty if none is left.
    async_function<void()> next_exit() noexcept {
        auto& exits = frame_.promise().exits_;
        if (exits.empty()) return {};
        async_function<void()> last = std::move(exits.back());
        exits.pop_back();
        return last;
    }

    handle frame_;
};

namespace detail {

template <class T>
generator<T> generator_promise<T>::get_return_object() noexcept {
    return generator<T>(std::coroutine_handle<generator_promise>::from_promise(*this));
}

/// Calls the body of `each`, whatever it returns. Result: go on or break; or the body's error.
template <class Body, class T>
task<result<flow>> call_body(Body& body, T value) {
    using returned = std::invoke_result_t<Body&, T>;
    if constexpr (std::is_void_v<returned>) {
        body(std::move(value));
        co_return flow::proceed;
    } else if constexpr (std::is_same_v<returned, bool>) {
        co_return body(std::move(value)) ? flow::proceed : flow::stop;
    } else if constexpr (std::is_same_v<returned, flow>) {
        co_return body(std::move(value));
    } else if constexpr (std::is_same_v<returned, task<void>>) {
        co_await body(std::move(value));
        co_return flow::proceed;
    } else if constexpr (std::is_same_v<returned, task<result<void>>>) {
        co_await ok(body(std::move(value)));
        co_return flow::proceed;
    } else {
        static_assert(
            std::is_same_v<returned, task<flow>> || std::is_same_v<returned, task<result<flow>>>,
            "the body of each() returns void, bool, flow, or a task of void, flow or a "
            "result of them");
        co_return co_await body(std::move(value));
    }
}

}  // namespace detail

/// Registers `fn(args...)`, which returns `task<void>`, as a clean-up of the generator that awaits
/// this: `co_await on_exit(close_cursor, std::move(cursor))`. Clean-ups run in reverse order,
/// protected from stops, and may not fail.
template <class F, class... Args>
    requires std::same_as<std::invoke_result_t<std::decay_t<F>, std::decay_t<Args>...>, task<void>>
[[nodiscard("co_await on_exit(...)")]] detail::exit_request on_exit(F&& fn, Args&&... args) {
    return {[fn = std::decay_t<F>(std::forward<F>(fn)),
             ... kept = std::decay_t<Args>(std::forward<Args>(args))]() mutable -> task<void> {
        co_await std::move(fn)(std::move(kept)...);
    }};
}

/// Calls `body` with each value of `source`. The body returns `void`, `bool` (false: break),
/// `flow`, or a task of `void`, `result<void>` or `flow`. Completes when the source has ended or
/// the body broke off, and the clean-ups ran, for at most `grace`. Result: the error of the body or
/// of the source. An exception of either is rethrown after the clean-up. Cancellation: reaches the
/// source and the body; clean-ups are protected from it.
template <class T, class Body>
[[nodiscard]] task<result<void>> each(generator<T> source, Body body,
                                      duration grace = default_exit_grace);

template <class T, class Body>
task<result<void>> each(generator<T> source, Body body, duration grace) {
    result<void> outcome;
    std::exception_ptr thrown;
    try {
        for (;;) {
            auto next = co_await detail::next_operation<T>(source);
            if (!next) outcome = fail(next.error());
            if (!next || !*next) break;
            auto wanted = co_await detail::call_body(body, std::move(**next));
            if (!wanted) outcome = fail(wanted.error());
            if (!wanted || *wanted == flow::stop) break;
        }
    } catch (...) {
        thrown = std::current_exception();
    }
    const time_point exits_end = deadline::after(this_task::now(), grace).when();
    while (async_function<void()> cleanup = source.next_exit()) {
        try {
            co_await shielded(exits_end - this_task::now(), cleanup());
        } catch (...) {
            if (!thrown) thrown = std::current_exception();
        }
    }
    if (thrown) std::rethrow_exception(thrown);
    co_return outcome;
}

}  // namespace weir::inline v0
