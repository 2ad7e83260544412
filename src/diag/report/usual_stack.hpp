// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "diag/native/native_frame.hpp"
#include "diag/watch/sample_ring.hpp"

#include <span>
#include <vector>

namespace weir::inline v0::diag {

/// One of the stacks sampled that shows where most of the time went: from the outermost call
/// inwards it follows what most samples have in common, as long as that is at least half of them.
/// Empty if there is no sample.
[[nodiscard]] std::vector<native_frame> usual_stack(std::span<const raw_sample> samples);

}  // namespace weir::inline v0::diag
