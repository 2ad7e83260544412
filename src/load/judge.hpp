// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Whether a step's numbers may be believed: sets `certified`, `settled` and `note`.

#include <weir/base/time.hpp>
#include <weir/load/step_result.hpp>

#include <cstdint>

namespace weir::inline v0::load {

/// What a verdict needs beside the result.
struct evidence {
    duration warmup{};                     ///< as long as it really took
    duration all_time{};                   ///< of all requests together
    std::uint64_t waited = 0;              ///< requests that found no connection free
    unsigned connections = 0;              ///< of an open step: how many it may have
    std::uint64_t outstanding_before = 0;  ///< when counting began
    std::uint64_t outstanding_after = 0;   ///< when its time was over
};

void judge(step_result& r, const evidence& e);

}  // namespace weir::inline v0::load
