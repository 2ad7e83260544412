// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "diag/report/names.hpp"
#include "diag/watch/sample_ring.hpp"

#include <weir/diag/stall.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace weir::inline v0::diag {

/// One of the stacks that were sampled, and how much of it most of them have in common.
struct usual_stack {
    std::vector<stack_line> lines;  ///< innermost first; empty if there was no sample
    std::size_t shared = 0;         ///< of these, so many from the outermost on
};

/// From the outermost function inwards it follows what most samples have in common, as long as that
/// is at least half of them all: there the time went.
[[nodiscard]] usual_stack find_usual_stack(std::span<const raw_sample> samples, names& symbols);

}  // namespace weir::inline v0::diag
