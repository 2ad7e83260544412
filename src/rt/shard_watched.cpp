// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// The shard's side of being watched: docs/design/0015.

#include "rt/switch_check.hpp"

#include <weir/rt/shard.hpp>

#include <pthread.h>
#include <unistd.h>

#include <chrono>
#include <utility>

namespace weir::inline v0 {
namespace {

// After a switch that could not be told for sure, this many turns look when they begin.
constexpr unsigned exact_turns = 32;
// Without a switch cell, one turn in this many looks, and asks again if it took so long.
constexpr unsigned looked_at_turns = 16;
constexpr std::uint64_t long_turn_ns = 200'000;
// An allocator that uses the cell itself makes it worthless.
constexpr unsigned foreign_limit = 16;

struct stack_bounds {
    std::uintptr_t low = 0;
    std::uintptr_t high = 0;
};

stack_bounds stack_of_this_thread() noexcept {
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return {};
    void* low = nullptr;
    std::size_t size = 0;
    pthread_attr_getstack(&attributes, &low, &size);
    pthread_attr_destroy(&attributes);
    return {reinterpret_cast<std::uintptr_t>(low), reinterpret_cast<std::uintptr_t>(low) + size};
}

void add(std::atomic<std::uint64_t>& counter, std::uint64_t by) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
}

}  // namespace

void shard::enter_thread() noexcept {
    const stack_bounds stack = stack_of_this_thread();
    probes_.stack_low.store(stack.low, std::memory_order_relaxed);
    probes_.stack_high.store(stack.high, std::memory_order_relaxed);
    probes_.thread_id.store(gettid(), std::memory_order_relaxed);
    use_switches(detail::usable_switch_tier());
    look_at_switches();
    shard_observer::for_each([this](shard_observer& o) { o.begins(*this); });
}

void shard::use_switches(switch_tier tier) noexcept {
    const bool has_cell = tier == switch_tier::rseq;
    switch_value_ = has_cell ? detail::rseq_armed_value() : 0;
    watch_switches(has_cell ? detail::rseq_cell() : nullptr,
                   [](loop_context& loop) noexcept { static_cast<shard&>(loop).report_step(); });
    probes_.switches.store(tier, std::memory_order_relaxed);
}

void shard::leave_thread() noexcept {
    shard_observer::for_each([this](shard_observer& o) { o.ends(*this); });
    arm_switch_cell(0);
    watch_switches(nullptr, [](loop_context&) noexcept {});
    probes_.thread_id.store(0, std::memory_order_relaxed);
}

void shard::look_at_switches() noexcept {
    const detail::switch_counts seen = detail::switches_of_this_thread();
    voluntary_ = seen.voluntary;
    involuntary_ = seen.involuntary;
    looked_in_turn_ = probes_.turns.load(std::memory_order_relaxed);
    slept_polls_ = 0;
}

/// Without a switch cell.
bool shard::is_looked_at() const noexcept {
    return switch_value_ == 0 &&
           probes_.turns.load(std::memory_order_relaxed) % looked_at_turns == 0 &&
           probes_.switches.load(std::memory_order_relaxed) == switch_tier::getrusage;
}

void shard::begin_watched_turn() noexcept {
    if (exact_turns_ != 0) {
        --exact_turns_;
        look_at_switches();
    } else if (is_looked_at()) {
        look_at_switches();
    }
    if (!report_requested()) arm_switch_cell(switch_value_);
}

void shard::end_watched_turn(std::uint64_t busy) noexcept {
    check_switch();
    if (busy >= long_turn_ns && is_looked_at()) report_step();
}

// The voluntary switches since the last look are those of the polls that slept, once each, and
// those of steps. With an involuntary one among them that sum proves nothing, nor without a cell
// that tells which polls slept.
void shard::report_step() noexcept {
    const std::uint64_t cell = switch_cell();
    const std::uint64_t polls = std::exchange(slept_polls_, 0);
    const std::uint64_t voluntary = std::exchange(voluntary_, 0);
    const std::uint64_t involuntary = std::exchange(involuntary_, 0);
    const bool requested = report_requested();
    const bool this_turn = looked_in_turn_ == probes_.turns.load(std::memory_order_relaxed);
    look_at_switches();
    const std::uint64_t gave_up = voluntary_ - voluntary;
    const std::uint64_t preempted = involuntary_ - involuntary;
    const bool sure = this_turn || (switch_value_ != 0 && (polls == 0 || preempted == 0));
    if (!sure) exact_turns_ = exact_turns;
    if (switch_value_ != 0 && cell != 0 && cell != switch_value_ &&
        ++foreign_cells_ >= foreign_limit)
        use_switches(switch_tier::getrusage);
    arm_switch_cell(switch_value_);
    report_step({.site = step_site(),
                 .ended = clock::now(),
                 .blocked = sure && gave_up > polls ? gave_up - polls : 0,
                 .preempted = preempted,
                 .requested = requested});
}

void shard::report_step(flagged_step step) noexcept {
    if (step.blocked != 0) add(probes_.blocked_steps, 1);
    if (step.blocked == 0 && step.preempted != 0) add(probes_.preempted_steps, 1);
    if (step.blocked != 0 || step.preempted != 0 || step.requested)
        probes_.flagged_steps.record(static_cast<std::uint64_t>((step.ended - now()).count()));
    shard_observer::for_each([&](shard_observer& o) { o.flagged(*this, step); });
}

}  // namespace weir::inline v0
