// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The time of day for threads without a loop to ask.

#include <chrono>
#include <string>

namespace weir::inline v0::diag::detail {

using wall_time = std::chrono::sys_time<std::chrono::milliseconds>;

[[nodiscard]] wall_time wall_now() noexcept;

/// `2026-01-01T12:00:00.250Z`.
[[nodiscard]] std::string iso_text(wall_time when);

/// When this process began, from what the kernel says.
[[nodiscard]] wall_time process_began();

}  // namespace weir::inline v0::diag::detail
