// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Samples where a thread spends its CPU time. Made and drained by the watchdog; whatever the tier,
/// a thread that does not run is never disturbed.

#include "diag/watch/sample_ring.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace weir::inline v0::diag {

class unwinder;

enum class sampler_tier : std::uint8_t {
    none,
    timer,  ///< a timer on the thread's CPU clock, whose handler walks frame pointers
    perf,   ///< the kernel's task clock, with registers and a copy of the stack
};
[[nodiscard]] const char* to_string(sampler_tier tier) noexcept;

/// The thread to sample.
struct sampled_thread {
    int id = 0;
    std::uintptr_t stack_low = 0;
    std::uintptr_t stack_high = 0;
};

class sampler {
public:
    sampler() = default;
    sampler(const sampler&) = delete;
    sampler& operator=(const sampler&) = delete;
    virtual ~sampler() = default;

    [[nodiscard]] virtual sampler_tier tier() const noexcept = 0;
    /// Samples a second of CPU time from now on; 0 pauses.
    virtual void set_rate(unsigned per_second) noexcept = 0;
    /// Moves what was sampled since to `to`. No allocation.
    virtual void drain(unwinder& unwind, sample_ring& to) noexcept = 0;
};

/// The best that works here, tried on `thread`; `WEIR_DIAG_SAMPLER` (perf, timer, none) forbids the
/// others. Null for none; `reason` then, or for the lesser one, says why.
[[nodiscard]] std::unique_ptr<sampler> make_sampler(const sampled_thread& thread,
                                                    std::string& reason);

[[nodiscard]] std::unique_ptr<sampler> make_perf_sampler(const sampled_thread& thread,
                                                         std::string& reason);
[[nodiscard]] std::unique_ptr<sampler> make_timer_sampler(const sampled_thread& thread,
                                                          std::string& reason);

}  // namespace weir::inline v0::diag
