// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace weir::inline v0::diag::detail {

/// Why the program should not be sent work; empty if it should.
[[nodiscard]] std::string why_not_ready();

}  // namespace weir::inline v0::diag::detail
