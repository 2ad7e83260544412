// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What `weir` returns to the shell; documented in docs/reference/cli.md and in --help.

namespace weir::inline v0::cli {

inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;      ///< the run began and did not succeed
inline constexpr int exit_usage = 2;       ///< nothing was started: arguments, limits, environment
inline constexpr int exit_threshold = 99;  ///< measured, and a promise was broken
inline constexpr int exit_interrupted = 130;  ///< stopped by a signal; what was measured is written

inline constexpr const char* exit_code_help =
    "Exit codes: 0 success, 1 the run failed, 2 wrong usage or environment (nothing was started),\n"
    "99 a threshold was broken or a regression found,\n"
    "130 interrupted (what was measured so far is written).";

}  // namespace weir::inline v0::cli
