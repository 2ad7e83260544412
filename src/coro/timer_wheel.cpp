// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro/timer_wheel.hpp>

#include <algorithm>
#include <bit>
#include <limits>

namespace weir::inline v0 {
namespace {

std::uint64_t nanoseconds_of(time_point when) noexcept {
    return static_cast<std::uint64_t>(std::max<duration::rep>(when.time_since_epoch().count(), 0));
}

}  // namespace

void timer::cancel() noexcept {
    if (!linked()) return;
    unlink();
    if (wheel_ != nullptr) wheel_->removed(*this);
    wheel_ = nullptr;
}

timer_wheel::timer_wheel(time_point start) noexcept
    : now_(nanoseconds_of(start) >> tick_bits), target_(now_) {}

void timer_wheel::add(timer& t, time_point when) noexcept {
    t.cancel();
    // Up to the next tick, so that no timer fires early; one that is due waits for the next turn.
    const std::uint64_t ns = nanoseconds_of(when);
    const std::uint64_t tick = (ns >> tick_bits) + ((ns & ((1U << tick_bits) - 1)) != 0 ? 1 : 0);
    t.tick_ = std::max(tick, target_ + 1);
    t.wheel_ = this;
    insert(t);
    ++size_;
}

timer_wheel::place timer_wheel::place_of(std::uint64_t tick) const noexcept {
    const std::uint64_t differing = (tick ^ now_) | 1;
    const unsigned highest = 63U - static_cast<unsigned>(std::countl_zero(differing));
    const unsigned level = highest / level_bits;
    const auto slot = static_cast<unsigned>(tick >> (level * level_bits)) & (slots_per_level - 1);
    return {level, slot};
}

void timer_wheel::insert(timer& t) noexcept {
    const place p = place_of(t.tick_);
    t.slot_ = static_cast<std::uint16_t>(p.level * slots_per_level + p.slot);
    slots_[t.slot_].push_back(t);
    occupied_[p.level] |= std::uint64_t{1} << p.slot;
}

void timer_wheel::removed(const timer& t) noexcept {
    --size_;
    if (slots_[t.slot_].empty())
        occupied_[t.slot_ / slots_per_level] &= ~(std::uint64_t{1} << (t.slot_ % slots_per_level));
}

// All timers of a level lie behind those of the levels below it: their ticks share fewer leading
// bits with the current time. So the first occupied slot of the lowest occupied level is nearest.
std::optional<timer_wheel::place> timer_wheel::nearest() const noexcept {
    for (unsigned level = 0; level < levels; ++level)
        if (occupied_[level] != 0)
            return place{level, static_cast<unsigned>(std::countr_zero(occupied_[level]))};
    return std::nullopt;
}

std::uint64_t timer_wheel::start_of(place p) const noexcept {
    const unsigned shift = p.level * level_bits;
    const std::uint64_t above =
        shift + level_bits >= 64 ? 0 : now_ >> (shift + level_bits) << (shift + level_bits);
    return above | (std::uint64_t{p.slot} << shift);
}

std::optional<time_point> timer_wheel::next() const noexcept {
    const auto p = nearest();
    if (!p) return std::nullopt;
    constexpr auto latest = static_cast<std::uint64_t>(std::numeric_limits<duration::rep>::max());
    const std::uint64_t tick = start_of(*p);
    const std::uint64_t ns = tick > (latest >> tick_bits) ? latest : tick << tick_bits;
    return time_point(duration(static_cast<duration::rep>(ns)));
}

void timer_wheel::take(place p, intrusive_list<timer>& out) noexcept {
    out.splice_back(slots_[p.level * slots_per_level + p.slot]);
    occupied_[p.level] &= ~(std::uint64_t{1} << p.slot);
}

std::size_t timer_wheel::advance(time_point now) noexcept {
    target_ = std::max(now_, nanoseconds_of(now) >> tick_bits);
    std::size_t fired = 0;
    for (auto p = nearest(); p && start_of(*p) <= target_; p = nearest()) {
        now_ = std::max(now_, start_of(*p));
        intrusive_list<timer> due;
        take(*p, due);
        while (timer* t = due.pop_front()) {
            if (t->tick_ > now_) {
                insert(*t);
                continue;
            }
            --size_;
            t->wheel_ = nullptr;
            t->fn_(*t);
            ++fired;
        }
    }
    now_ = target_;
    return fired;
}

}  // namespace weir::inline v0
