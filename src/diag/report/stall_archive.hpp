// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The stalls of this process, the last ones whole and all of them counted. Thread-safe.

#include <weir/diag/monitor.hpp>
#include <weir/diag/stall.hpp>

#include <array>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

namespace weir::inline v0::diag {

/// A record with its time on the steady clock.
struct archived_stall {
    stall_record record;
    std::uint64_t begun_ns = 0;
    std::uint64_t ended_ns = 0;
};

class stall_archive {
public:
    explicit stall_archive(std::size_t limit) noexcept : limit_(limit) {}

    /// Adds it, or replaces the record with the same id. Counts it when it ended.
    void put(archived_stall stall);
    void set_profile(std::uint64_t id, const std::string& path);

    [[nodiscard]] std::vector<stall_record> recent(std::size_t limit) const;  ///< newest first
    /// Those of a shard that overlap the time.
    [[nodiscard]] std::vector<archived_stall> between(unsigned shard, std::uint64_t from_ns,
                                                      std::uint64_t to_ns) const;
    [[nodiscard]] std::array<std::uint64_t, stall_cause_count> by_cause() const;

private:
    mutable std::mutex lock_;
    std::size_t limit_;
    std::deque<archived_stall> stalls_;
    std::array<std::uint64_t, stall_cause_count> by_cause_{};
};

}  // namespace weir::inline v0::diag
