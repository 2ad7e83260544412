// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the diagnostics of this process have seen, as the lab asks for it.

#include <weir/base/time.hpp>

#include <string>

namespace weir::inline v0::lab {

/// From now on only errors are logged: the report shows the stalls, and the terminal is the lab's.
void log_errors_only() noexcept;

/// A JSON array of stall records, the newest first; `null` where nothing watches.
[[nodiscard]] std::string stalls_as_json();

/// The samples of the last `back` as collapsed stacks, a line a stack. Takes a while: off the
/// shard.
[[nodiscard]] std::string collapsed_profile(duration back);

}  // namespace weir::inline v0::lab
