// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Runs a command to its end and collects what it writes.
///
///     auto done = co_await ok(with_timeout(5s, run_command({.program = "uname"})));
///     if (done.status.success()) use(done.out);
///
/// Feeds the input and reads both outputs at once, so that no full pipe stops it.

#include <weir/proc/subprocess.hpp>

#include <cstddef>
#include <string>

namespace weir::inline v0 {

struct run_limits {
    std::size_t output_bytes = 16 << 20;  ///< kept of each stream; the rest is read and dropped
};

struct command_output {
    exit_status status;
    std::string out{};
    std::string err{};
    bool truncated = false;  ///< a stream had more than the limit
};

/// Completes when it ended and its outputs are at their ends, also where a grandchild holds them
/// open. The command's `in` and `out` become piped, and `err` unless it is merged. Errors: those of
/// `spawn`, `wait` and reading; a command that does not read its input is no error. Cancellation:
/// stopped or at the deadline, it is killed and reaped first.
[[nodiscard]] task<result<command_output>> run_command(command what, std::string input = {},
                                                       run_limits limits = {});

}  // namespace weir::inline v0
