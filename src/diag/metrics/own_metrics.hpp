// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/diag/metrics.hpp>

namespace weir::inline v0::diag::detail {

/// What Weir counts, without the program's sources.
void write_own_metrics(metrics_writer& to);

/// Last, since it tells what all others lost.
void write_dropped(metrics_writer& to);

}  // namespace weir::inline v0::diag::detail
