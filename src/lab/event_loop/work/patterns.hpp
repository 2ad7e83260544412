// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A pattern that makes a backtracking engine try every way to divide a line, and one that does
/// not.

#include <string>

namespace weir::inline v0::lab {

/// `^(a+)+$` on so many lines of letters, by std::regex. Result: how many match.
[[nodiscard]] unsigned match_by_backtracking(const std::string& line, unsigned lines);

/// The same by RE2, which never goes back.
[[nodiscard]] unsigned match_in_linear_time(const std::string& line, unsigned lines);

/// A line that nearly matches. Backtracking takes twice as long for each letter more.
[[nodiscard]] std::string nearly_matching_line(unsigned letters);

}  // namespace weir::inline v0::lab
