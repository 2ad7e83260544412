// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "diag/report/names.hpp"
#include "diag/report/record_builder.hpp"
#include "diag/report/stall_archive.hpp"
#include "diag/watch/sample_ring.hpp"

#include <weir/diag/profile.hpp>

namespace weir::inline v0::diag {

/// Turns samples and stalls of shards into a profile. The await chain of a stall becomes the outer
/// part of the stacks sampled in it.
class profile_builder {
public:
    profile_builder(const clock_pair& clocks, names& symbols);

    void add_shard(unsigned index, int thread_id, std::span<const raw_sample> samples,
                   const std::vector<archived_stall>& stalls);

    [[nodiscard]] profile take() { return std::move(profile_); }

private:
    [[nodiscard]] std::uint32_t stack_of(const raw_sample& sample, const archived_stall* stall);

    std::uint64_t now_ns_;
    names& symbols_;
    profile profile_;
};

}  // namespace weir::inline v0::diag
