// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "top/top_snapshot.hpp"

#include <string>

namespace weir::inline v0::cli {

/// The screen for a snapshot; rates are since `before`, if that has something. With `colours`, what
/// is wrong is red.
[[nodiscard]] std::string top_view(const std::string& address, const top_snapshot& now,
                                   const top_snapshot* before, bool colours);

/// "2 d 3 h", "5 min 7 s", "12.5 s".
[[nodiscard]] std::string age_text(double seconds);

}  // namespace weir::inline v0::cli
