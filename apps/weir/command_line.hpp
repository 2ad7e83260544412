// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The program behind `main`: reads the arguments and does what they say.

namespace weir::inline v0::cli {

/// Returns the exit code. Every refusal is one line on standard error.
[[nodiscard]] int run_command_line(int argc, const char* const* argv);

}  // namespace weir::inline v0::cli
