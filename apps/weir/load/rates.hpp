// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Rates as people type them: `500`, `100,500`, a staircase `100:2000:200`, a ramp `100..2000`.

#include <weir/base/result.hpp>

#include <string_view>
#include <vector>

namespace weir::inline v0::cli {

inline constexpr const char* some_rates =
    "requests per second: 500, a list 100,500, a staircase 100:2000:200 or a ramp 100..2000";

/// A rate, or one that changes evenly from `from` to `to` while it is counted.
struct rate_range {
    double from = 0;
    double to = 0;  ///< 0 if it does not change

    friend bool operator==(const rate_range&, const rate_range&) = default;
};

/// At most 1000 steps, each above 0 and at most a million. Errors: `errc::bad_argument`.
[[nodiscard]] result<std::vector<rate_range>> parse_rates(std::string_view text);

/// One rate. Errors: as above.
[[nodiscard]] result<double> parse_rate(std::string_view text);

}  // namespace weir::inline v0::cli
