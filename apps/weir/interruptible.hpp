// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Runs work that SIGINT, SIGTERM and SIGHUP stop in good order; a second signal ends the program
/// at once.

#include "exit_code.hpp"

#include <weir/coro/ok.hpp>
#include <weir/coro/scope.hpp>
#include <weir/rt/signals.hpp>

#include <csignal>
#include <cstdlib>
#include <utility>

namespace weir::inline v0::cli {

/// The first signal stops `target`, the second one exits.
[[nodiscard]] task<result<void>> stop_on_signals(scope& target);

/// `work()` returns a `task<void>` that ends soon after a stop. Errors: signals cannot be watched.
template <class F>
[[nodiscard]] task<result<void>> interruptible(F work) {
    co_return co_await with_scope([&](scope& outer) -> task<result<void>> {
        result<void> ended = co_await with_scope([&](scope& inner) -> task<result<void>> {
            outer.spawn("signals", &stop_on_signals, std::ref(inner));
            co_await work();
            co_return result<void>();
        });
        outer.request_stop();
        co_return ended;
    });
}

}  // namespace weir::inline v0::cli
