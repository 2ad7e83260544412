// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Collects the entries of a shard's handle list: on the shard, or from outside with checked copies
/// as in `tree_walk`.

#include "diag/tasks/memory.hpp"

#include <weir/rt/handle.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace weir::inline v0::diag::detail {

/// The numbers of a `pool_entry`.
struct pool_numbers {
    std::size_t open = 0;
    std::size_t idle = 0;
    std::size_t waiting = 0;
    std::uint64_t requests = 0;
    std::uint64_t connects = 0;
    std::size_t limit = 0;
    std::size_t limit_per_host = 0;
};

struct raw_handle {
    std::uintptr_t address = 0;
    handle_kind kind{};
    int fd = -1;
    std::uintptr_t made_at = 0;  ///< a source location
    std::uintptr_t task = 0;     ///< a text
    time_point born{};
    std::optional<pool_numbers> pool;
};

class handle_walk {
public:
    /// Allocates all that the walk needs.
    explicit handle_walk(std::size_t limit) : limit_(limit) { found.reserve(limit); }

    /// Allocates nothing.
    void run(const handle_list& of, vantage from) noexcept;

    std::vector<raw_handle> found;
    bool complete = true;

private:
    std::size_t limit_;
};

}  // namespace weir::inline v0::diag::detail
