// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What a running task can ask about itself.
///
///     stop_token stop = this_task::stop_token();

#include <weir/base/fatal.hpp>
#include <weir/coro/promise.hpp>

namespace weir::inline v0::this_task {

/// The promise of the coroutine that runs now. Fatal outside of one.
[[nodiscard]] inline promise_base& promise() noexcept {
    loop_context* loop = loop_context::this_thread();
    require(loop != nullptr && loop->current() != nullptr, "not inside a task");
    return *loop->current();
}

/// Its environment. Lifetime: until the task ends.
[[nodiscard]] inline const environment& env() noexcept {
    return promise().env();
}

[[nodiscard]] inline loop_context& loop() noexcept {
    return *env().loop;
}
[[nodiscard]] inline time_point now() noexcept {
    return loop().now();
}
[[nodiscard]] inline weir::stop_token stop_token() noexcept {
    return env().stop;
}
[[nodiscard]] inline bool stop_requested() noexcept {
    return env().stop.stop_requested();
}
[[nodiscard]] inline weir::deadline deadline() noexcept {
    return env().due;
}
[[nodiscard]] inline const trace_context& trace() noexcept {
    return env().trace;
}

}  // namespace weir::inline v0::this_task
