// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the tests of processes share.

#include <weir/coro.hpp>
#include <weir/proc.hpp>
#include <weir/rt/runtime.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace weir::test {

using namespace std::chrono_literals;

/// Longer than anything here takes, also under a sanitizer on a busy machine.
inline constexpr duration patience = 60s;

/// Runs `body`, a callable that returns `task<result<void>>`, and expects success.
template <class F>
void run_io(F body) {
    const result<void> outcome = weir::run(std::move(body), {.shards = 1});
    EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().message());
}

/// A shell that runs `script`.
inline command shell(std::string script) {
    return {.program = "sh", .args = {"-c", std::move(script)}};
}

inline task<result<command_output>> run_shell(std::string script, std::string input = {},
                                              run_limits limits = {}) {
    co_return co_await with_timeout(
        patience, run_command(shell(std::move(script)), std::move(input), limits));
}

}  // namespace weir::test
