// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "diag/report/record_builder.hpp"

namespace weir::inline v0::diag {

/// Both clocks now. Diagnostics have threads of their own, which have no loop to ask.
[[nodiscard]] clock_pair read_clocks() noexcept;

}  // namespace weir::inline v0::diag
