// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "diag/admin/exchange.hpp"

#include <weir/diag/monitor.hpp>

#include <string>

namespace weir::inline v0::diag::detail {

/// `/debug/shards`.
[[nodiscard]] std::string shards_json(const admin_context& context);

/// The part of it that changes: the data of the event `shards`.
[[nodiscard]] std::string live_json();

/// The member `counts`.
[[nodiscard]] std::string counts_json(const stall_counts& counts);

/// The upper bound of the bucket below which that share of all lies; 0 without any.
[[nodiscard]] double quantile_ms(const lag_histogram& h, double share) noexcept;

}  // namespace weir::inline v0::diag::detail
