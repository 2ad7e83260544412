// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/small_sample.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace weir::inline v0::cli {

// By halving: it is asked for once a comparison.
double normal_quantile(double p) noexcept {
    double low = 0;
    double high = 10;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (1 - std::erfc(middle / std::numbers::sqrt2) / 2 < p ? low : high) = middle;
    }
    return (low + high) / 2;
}

// The Cornish-Fisher expansion (Abramowitz and Stegun 26.7.5).
double student_quantile(double p, double freedom) noexcept {
    const double z = normal_quantile(p);
    const double z2 = z * z;
    const double g1 = z * (z2 + 1) / 4;
    const double g2 = z * ((5 * z2 + 16) * z2 + 3) / 96;
    const double g3 = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
    return z + (g1 + (g2 + g3 / freedom) / freedom) / freedom;
}

double small_sample_factor(double outside, std::size_t pieces) noexcept {
    const auto n = static_cast<double>(std::max<std::size_t>(pieces, 2));
    const double p = 1 - outside / 2;
    return student_quantile(p, 2 * (n - 1)) / normal_quantile(p) * std::sqrt(n / (n - 1));
}

}  // namespace weir::inline v0::cli
