// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Numbers as people read them, in verdicts, tables and progress lines.
///
///     say(rate + number_text(319.4) + " in " + ms_text(12'503));    // 319 in 12.5 s

#include <string>

namespace weir::inline v0::lab {

/// Three significant digits, more before the point: 7812, 319, 24.4, 1.02.
[[nodiscard]] std::string number_text(double value);
/// 1.25 ms, 508 ms, 12.5 s.
[[nodiscard]] std::string ms_text(double milliseconds);
/// 512 B, 16 KiB, 58 MiB.
[[nodiscard]] std::string bytes_text(double bytes);
/// "1 thread", "160 threads".
[[nodiscard]] std::string count_text(double count, const char* one, const char* many);
/// "45 s", "3 min 42 s", "1 h 5 min".
[[nodiscard]] std::string time_text(double seconds);

}  // namespace weir::inline v0::lab
