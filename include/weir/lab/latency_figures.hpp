// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Latency as reports tell it.
///
///     lab::latency_figures told = lab::figures_of(measured.latency);

#include <weir/base/histogram.hpp>

#include <optional>
#include <utility>
#include <vector>

namespace weir::inline v0::lab {

/// In ms, empty where nothing was recorded.
struct latency_figures {
    std::optional<double> mean_ms, p50_ms, p95_ms, p99_ms, p999_ms, max_ms;
    std::vector<std::pair<double, double>> percentiles = {};  ///< (share, ms), to the nines
};

/// What a histogram of nanoseconds says.
[[nodiscard]] latency_figures figures_of(const histogram& latency);

}  // namespace weir::inline v0::lab
