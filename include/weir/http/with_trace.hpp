// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Work that belongs to a trace although no HTTP request brought it: a job, a message.
///
///     co_await with_trace(parse_traceparent(message.header("traceparent")), handle(message));
///     co_await with_trace(std::nullopt, nightly_report());     // a trace of its own
///
/// What runs below finds the trace in `this_task::trace()`, and the HTTP client sends it on.

#include <weir/coro/promise.hpp>
#include <weir/http/trace_headers.hpp>

#include <optional>
#include <utility>

namespace weir::inline v0::http {

namespace detail {

/// A new span of that trace, or of a new one.
[[nodiscard]] trace_context begin_span(loop_context& loop,
                                       const std::optional<traceparent>& of) noexcept;

template <class Op>
class traced_operation {
public:
    traced_operation(const std::optional<traceparent>& of, Op&& op) noexcept
        : of_(of), op_(std::move(op)) {}

    bool ready(const environment& outer) noexcept {
        enter(outer);
        return op_.ready(env_);
    }
    waiter* start(const environment& outer, promise_base* parent, waiter& w) noexcept {
        if (env_.loop == nullptr) enter(outer);
        return op_.start(env_, parent, w);
    }
    decltype(auto) take() { return op_.take(); }

private:
    void enter(const environment& outer) noexcept {
        env_ = outer;
        env_.trace = begin_span(*outer.loop, of_);
    }

    std::optional<traceparent> of_;
    environment env_{};
    Op op_;
};

}  // namespace detail

/// Runs `op` as a span of the caller's trace, or of a new one if there is no caller. Result,
/// errors, cancellation: those of `op`.
template <class Op>
    requires operation<Op>
[[nodiscard]] auto with_trace(const std::optional<traceparent>& caller, Op op) noexcept {
    return detail::traced_operation<Op>(caller, std::move(op));
}

}  // namespace weir::inline v0::http
