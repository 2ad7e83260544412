// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/watch/sampler.hpp"

#include <array>
#include <cstdlib>
#include <string_view>

namespace weir::inline v0::diag {

const char* to_string(sampler_tier tier) noexcept {
    constexpr std::array names{"none", "timer", "perf"};
    return names[static_cast<std::size_t>(tier)];
}

std::unique_ptr<sampler> make_sampler(const sampled_thread& thread, std::string& reason) {
    const char* wish = std::getenv("WEIR_DIAG_SAMPLER");
    const std::string_view only = wish != nullptr ? wish : "";
    std::unique_ptr<sampler> made;
    if (!only.empty()) reason = "WEIR_DIAG_SAMPLER=" + std::string(only);
    if (only.empty() || only == "perf") made = make_perf_sampler(thread, reason);
    if (made == nullptr && (only.empty() || only == "timer"))
        made = make_timer_sampler(thread, reason);
    return made;
}

}  // namespace weir::inline v0::diag
