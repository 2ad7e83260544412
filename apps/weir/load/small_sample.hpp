// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// How much wider an interval must be because it is drawn from few pieces.
///
/// A bootstrap of n pieces underestimates their spread by sqrt((n - 1) / n), and uses the normal
/// distribution's quantiles where Student's are due (Hesterberg 2015, "What Teachers Should Know
/// About the Bootstrap"). With 15 pieces that is some 10 %, with 4 it is two thirds.

#include <cstddef>

namespace weir::inline v0::cli {

/// The factor for the halves of an interval that leaves `outside` (0 to 1) on both sides together.
/// `pieces` is that of the smaller of two samples, from 2.
[[nodiscard]] double small_sample_factor(double outside, std::size_t pieces) noexcept;

/// The normal distribution's quantile, and Student's with `freedom` degrees; `p` from 0.5 to 1.
[[nodiscard]] double normal_quantile(double p) noexcept;
[[nodiscard]] double student_quantile(double p, double freedom) noexcept;

}  // namespace weir::inline v0::cli
