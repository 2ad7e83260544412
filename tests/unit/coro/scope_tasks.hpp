// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Tasks that end in every way, for the tests of scopes.

#include <weir/coro.hpp>

#include <stdexcept>

namespace weir::test::scope_tasks {

using namespace std::chrono_literals;

inline task<result<void>> fails_after(duration delay, std::error_code code) {
    co_await ok(sleep_for(delay));
    co_return fail(code);
}

inline task<void> throws_after(duration delay, const char* what) {
    static_cast<void>(co_await sleep_for(delay));
    throw std::runtime_error(what);
}

inline task<result<void>> sleeps(duration delay) {
    co_return co_await sleep_for(delay);
}

/// A task that is still busy when it is stopped, and then ends as told.
inline task<result<void>> ends_stopped_with(result<void> end) {
    static_cast<void>(co_await sleep_for(1h));
    static_cast<void>(co_await shielded(1h, sleep_for(1ms)));
    co_return end;
}

inline task<void> throws_when_stopped(const char* what) {
    static_cast<void>(co_await sleep_for(1h));
    throw std::runtime_error(what);
}

}  // namespace weir::test::scope_tasks
