// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/rt/probes.hpp>

namespace weir::inline v0 {

const char* to_string(phase p) noexcept {
    constexpr std::array<const char*, phase_count> names{"timers", "pending", "prepare",
                                                         "poll",   "check",   "close"};
    return names[static_cast<std::size_t>(p)];
}

const char* to_string(switch_tier tier) noexcept {
    constexpr const char* names[] = {"none", "getrusage", "rseq"};
    return names[static_cast<std::size_t>(tier)];
}

}  // namespace weir::inline v0
