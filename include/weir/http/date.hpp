// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Dates as HTTP writes them: `Sun, 06 Nov 1994 08:49:37 GMT`.

#include <chrono>
#include <string>

namespace weir::inline v0::http {

/// For the Date field. A server keeps the text for the second it is valid.
[[nodiscard]] std::string format_date(std::chrono::sys_seconds when);

}  // namespace weir::inline v0::http
