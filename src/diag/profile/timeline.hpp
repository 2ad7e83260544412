// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/diag/profile.hpp>

#include <cstdint>
#include <vector>

namespace weir::inline v0::diag::detail {

/// A track is in `stack` from `begin` until the next slot begins; a slot is `idle` where no sample
/// says what the track did.
struct timeline_slot {
    time_point begin{};
    std::uint32_t stack = 0;
    bool idle = false;
};

/// What a track did, in order of time and without overlap; the last slot is an idle one that ends
/// it. Empty without samples.
///
/// A sample begins when its time says, or where the one before it ended. A gap of less than a tick
/// of the kernel, and of less than half the sample's own time, belongs to the sample.
[[nodiscard]] std::vector<timeline_slot> timeline_of(const profile& p, std::uint32_t track);

}  // namespace weir::inline v0::diag::detail
