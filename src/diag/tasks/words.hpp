// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Numbers as people read them, for the texts about tasks and handles.

#include <weir/base/time.hpp>

#include <cstdint>
#include <string>

namespace weir::inline v0::diag::detail {

/// "0x7f00".
[[nodiscard]] std::string hex(std::uintptr_t address);

/// "12 ms", "3.4 s", "2 h 5 min".
[[nodiscard]] std::string duration_words(duration d);

/// Whole milliseconds.
[[nodiscard]] std::string json_ms(duration d);

/// The calendar's time as ISO 8601 in UTC, for answers.
[[nodiscard]] std::string utc_now();

}  // namespace weir::inline v0::diag::detail
