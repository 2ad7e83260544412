// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/watch/watchdog.hpp"

#include "diag/watch/signals_blocked.hpp"
#include "diag/watch/steady_clock.hpp"

#include <weir/rt/turn_gate.hpp>

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <utility>

namespace weir::inline v0::diag {
namespace {

constexpr std::uint64_t longest_rest_ns = 25'000'000;
constexpr std::uint64_t shortest_rest_ns = 500'000;

void sleep_until(std::uint64_t ns) noexcept {
    const timespec when{.tv_sec = static_cast<time_t>(ns / second_ns),
                        .tv_nsec = static_cast<long>(ns % second_ns)};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, nullptr);
}

}  // namespace

watchdog::watchdog(stall_queue& reports)
    : reports_(reports), unwind_(std::make_unique<unwinder>()) {
    const signals_blocked hold;
    thread_ = std::thread([this] {
        pthread_setname_np(pthread_self(), "weir-watchdog");
        run();
    });
}

void watchdog::end() noexcept {
    ending_ = true;
    turn_gate::of_process().wake();
    if (thread_.joinable()) thread_.join();
}

watched_shard* watchdog::take_place() {
    const std::scoped_lock hold(places_lock_);
    const std::size_t count = used_.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < count; ++i)
        if (places_[i]->reserve()) return places_[i].get();
    if (count == max_shards) return nullptr;
    places_[count] = std::make_unique<watched_shard>();
    static_cast<void>(places_[count]->reserve());
    used_.store(count + 1, std::memory_order_release);
    return places_[count].get();
}

void watchdog::set_enabled(bool on) noexcept {
    if (enabled_.exchange(on) == on) return;
    for_each([on](watched_shard& s) { on ? s.resume() : s.pause(); });
    if (on) turn_gate::of_process().wake();
}

void watchdog::wish_profile(profile_wish wish) noexcept {
    wish_.store(wish);
    turn_gate::of_process().wake();
}

bool watchdog::any_stall() noexcept {
    bool found = false;
    for_each([&](watched_shard& s) { found = found || s.live().begun_ns != 0; });
    return found;
}

void watchdog::give_unwinder(std::unique_ptr<unwinder> fresh) noexcept {
    const std::scoped_lock hold(unwind_lock_);
    fresh_ = std::move(fresh);
    old_.reset();
}

void watchdog::take_unwinder() noexcept {
    const std::unique_lock hold(unwind_lock_, std::try_to_lock);
    if (!hold || fresh_ == nullptr || old_ != nullptr) return;
    old_ = std::exchange(unwind_, std::move(fresh_));
}

void watchdog::run() noexcept {
    own_files_.emplace(gettid());
    while (!ending_) rest(round());
}

watch_round watchdog::round_at(std::uint64_t now_ns, unwinder* unwind) noexcept {
    return {.now_ns = now_ns,
            .late_ns = 0,
            .late_runnable_ns = 0,
            .throttle = throttle_,
            .unwind = unwind,
            .reports = reports_,
            .next_id = next_id_};
}

void watchdog::leave(watched_shard& place) noexcept {
    watch_round last = round_at(steady_ns(), nullptr);
    place.detach(last);
}

bool watchdog::round() noexcept {
    const profile_wish wish = wish_.exchange(profile_wish::none);
    if (wish != profile_wish::none) reports_.ask_for_profile(wish);
    if (!enabled_) return false;
    take_unwinder();
    const std::uint64_t now = steady_ns();
    const std::uint64_t runnable = own_files_->usage().runnable_ns;
    watch_round r = round_at(now, unwind_.get());
    r.late_ns = planned_ns_ != 0 && now > planned_ns_ ? now - planned_ns_ : 0;
    r.late_runnable_ns = runnable - std::exchange(own_runnable_ns_, runnable);
    bool busy = false;
    for_each([&](watched_shard& s) { busy = s.look(r) || busy; });
    if (r.unknown_code && now - asked_modules_ns_ > second_ns) {
        asked_modules_ns_ = now;
        reports_.ask_for_modules();
    }
    return busy;
}

// After a sleep on the gate it rests as well: a shard that wakes ten thousand times a second shall
// not wake the watchdog as often.
void watchdog::rest(bool busy) noexcept {
    turn_gate& gate = turn_gate::of_process();
    if (!busy && enabled_ && gate.usable())
        gate.park([](void* self) noexcept { return static_cast<watchdog*>(self)->all_wait(); },
                  this);
    if (ending_) return;
    planned_ns_ = steady_ns() + interval_ns();
    sleep_until(planned_ns_);
}

bool watchdog::all_wait() noexcept {
    if (ending_ || wish_.load() != profile_wish::none) return false;
    bool waiting = true;
    for_each([&](watched_shard& s) { waiting = waiting && s.waits(); });
    return waiting;
}

std::uint64_t watchdog::interval_ns() noexcept {
    std::uint64_t shortest = longest_rest_ns;
    for_each([&](watched_shard& s) {
        if (s.attached()) shortest = std::min(shortest, s.threshold_ns() / 2);
    });
    return std::max(shortest, shortest_rest_ns);
}

}  // namespace weir::inline v0::diag
