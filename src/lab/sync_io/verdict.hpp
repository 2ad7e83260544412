// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the numbers say, in plain language. Every sentence is computed from what was measured; none
/// is written for the result that was hoped for.

#include <weir/lab/report.hpp>

#include <string>
#include <vector>

namespace weir::inline v0::lab {

/// What a verdict compares with.
struct verdict_facts {
    double delay_ms = 0;
    unsigned workers = 0;
    unsigned backend_limit = 0;  ///< 0: none
};

/// On one variant; `all` holds the others that it is compared with.
[[nodiscard]] std::string variant_verdict(const report_variant& v,
                                          const std::vector<report_variant>& all,
                                          const verdict_facts& facts);

/// On the whole: async against sync at the largest step of each operation.
[[nodiscard]] std::string overall_verdict(const std::vector<report_variant>& all);

/// What users see of a short queue and little patience.
[[nodiscard]] std::string overload_verdict(const std::vector<report_variant>& all);

/// Where the bottleneck goes when no thread is one.
[[nodiscard]] std::string backend_limit_verdict(const report_variant& async,
                                                const verdict_facts& facts);

/// Where a blocking read is the faster one, and by how much.
[[nodiscard]] std::string reads_verdict(const cached_reads& reads);

}  // namespace weir::inline v0::lab
