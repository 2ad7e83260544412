// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the soak counts, over all shards.

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <string>

namespace weir::soak {

struct tally {
    std::atomic<std::uint64_t> asked{0};     ///< requests that must be answered
    std::atomic<std::uint64_t> answered{0};  ///< and were, with the right bytes
    std::atomic<std::uint64_t> bytes{0};     ///< of those answers
    std::atomic<std::uint64_t> canceled{0};  ///< requests given up half-way
    std::atomic<std::uint64_t> faults{0};    ///< connections that misbehaved
    std::atomic<std::uint64_t> wrong{0};

    /// Something that must not happen; the first few are printed.
    void complain(const std::string& what) {
        if (wrong++ < 20) std::fprintf(stderr, "http-soak: %s\n", what.c_str());
    }
};

}  // namespace weir::soak
