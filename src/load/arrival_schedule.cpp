// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/arrival_schedule.hpp"

#include <cmath>

namespace weir::inline v0::load {
namespace {

double in_seconds(duration d) noexcept {
    return std::chrono::duration<double>(d).count();
}

}  // namespace

arrival_schedule::arrival_schedule(const step_plan& step, arrivals how, std::uint64_t seed) noexcept
    : rate_(step.rate),
      slope_(step.rate_end > 0 && step.measure > duration::zero()
                 ? (step.rate_end - step.rate) / (2 * in_seconds(step.measure))
                 : 0),
      warmup_(in_seconds(step.warmup)),
      measure_(in_seconds(step.measure)),
      how_(how),
      random_(seed) {}

std::optional<duration> arrival_schedule::next() noexcept {
    if (how_ == arrivals::poisson) count_ += unit_gap();
    const double at = time_of(count_);
    if (how_ == arrivals::constant) count_ += 1;
    if (!(at < warmup_ + measure_)) return std::nullopt;
    return duration(static_cast<duration::rep>(at * 1e9));
}

// The warm-up keeps the first rate; after it, count = rate u + slope u^2. NaN when a falling rate
// never reaches the count.
double arrival_schedule::time_of(double count) const noexcept {
    const double warm = rate_ * warmup_;
    if (count < warm) return count / rate_;
    const double left = count - warm;
    return warmup_ + 2 * left / (rate_ + std::sqrt(rate_ * rate_ + 4 * slope_ * left));
}

// Exponential with mean 1, from splitmix64.
double arrival_schedule::unit_gap() noexcept {
    std::uint64_t z = random_ += 0x9E37'79B9'7F4A'7C15;
    z = (z ^ (z >> 30)) * 0xBF58'476D'1CE4'E5B9;
    z = (z ^ (z >> 27)) * 0x94D0'49BB'1331'11EB;
    z ^= z >> 31;
    return -std::log1p(-static_cast<double>(z >> 11) * 0x1p-53);
}

}  // namespace weir::inline v0::load
