// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// All offload pools of this process, for diagnostics: who is exhausted shows by name.
///
///     for (const offload_pool_info& p : offload_pools())
///         if (p.exhausted()) warn(p.name, p.stats.queued);
///
/// Thread safety: from any thread; it takes the pools' locks, which are held for moments only, and
/// allocates.

#include <weir/base/intrusive_list.hpp>
#include <weir/base/time.hpp>
#include <weir/rt/offload.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace weir::inline v0 {

struct offload_pool_info {
    std::string name;
    unsigned threads;
    std::size_t queue_limit;
    offload_stats stats;
    std::optional<time_point> oldest_call;  ///< when the longest of the running calls began

    /// Every thread runs a call and others wait for one.
    [[nodiscard]] bool exhausted() const noexcept {
        return stats.queued != 0 && stats.running >= stats.threads && stats.threads != 0;
    }
};

/// Those that were made and not yet destroyed.
[[nodiscard]] std::vector<offload_pool_info> offload_pools();

namespace detail {

/// A pool as the list sees it.
class listed_pool : public list_hook {
public:
    [[nodiscard]] virtual offload_pool_info look() const = 0;

protected:
    listed_pool() noexcept = default;
    ~listed_pool() = default;
};

}  // namespace detail

}  // namespace weir::inline v0
