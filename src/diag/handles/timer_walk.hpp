// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Counts a shard's pending timers by the function they call, which names whose they are: on the
/// shard, or from outside as in `tree_walk`.

#include "diag/tasks/memory.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace weir::inline v0 {
class shard;
}

namespace weir::inline v0::diag::detail {

class timer_walk {
public:
    static constexpr std::size_t most_functions = 64;
    static constexpr std::size_t most_timers = 200'000;

    struct group {
        std::uintptr_t function = 0;
        std::size_t count = 0;
    };

    /// Allocates nothing.
    void run(shard& of, vantage from) noexcept;

    std::array<group, most_functions> groups{};  ///< those that are used come first
    bool complete = true;

private:
    void count(std::uintptr_t function) noexcept;
};

}  // namespace weir::inline v0::diag::detail
