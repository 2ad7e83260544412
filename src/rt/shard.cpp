// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/driver.hpp"
#include "rt/driver/select.hpp"
#include "rt/stragglers.hpp"

#include <weir/base/log.hpp>
#include <weir/rt/runtime.hpp>
#include <weir/rt/shard.hpp>
#include <weir/rt/turn_gate.hpp>

#include <time.h>

#include <string>
#include <thread>

namespace weir::inline v0 {
namespace {

thread_local shard* shard_of_thread = nullptr;

// How many steps pass between two looks at the clock: a reading costs 10 to 33 ns, a step 10 up.
constexpr unsigned steps_per_clock_look = 32;

std::uint64_t nanoseconds(duration d) noexcept {
    return static_cast<std::uint64_t>(d.count() > 0 ? d.count() : 0);
}

}  // namespace

shard* shard::this_shard() noexcept {
    return shard_of_thread;
}

shard::shard(runtime& owner, unsigned index, std::uint64_t seed)
    : loop_context(clock::now(), seed),
      owner_(owner),
      index_(index),
      root_scope_(root(), nullptr),
      straggler_timer_([](timer&) noexcept { this_shard()->report_stragglers(); }) {}

shard::~shard() = default;

const char* shard::driver_name() const noexcept {
    return driver_ ? driver_->name() : "none";
}

offload_pool& shard::file_pool() noexcept {
    return owner_.file_pool();
}

std::chrono::sys_seconds shard::wall_time() noexcept {
    if (now() >= wall_time_until_) {
        const auto exact = std::chrono::system_clock::now();
        wall_time_ = std::chrono::floor<std::chrono::seconds>(exact);
        wall_time_until_ = now() + (wall_time_ + std::chrono::seconds(1) - exact);
    }
    return wall_time_;
}

duration shard::cpu_time() const noexcept {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return std::chrono::seconds(used.tv_sec) + duration(used.tv_nsec);
}

bool shard::post_work(remote_work& work) noexcept {
    // Keeps the driver alive while we may wake it: the work may run, and the shard end, before.
    posting_.fetch_add(1, std::memory_order_relaxed);
    const bool accepted = inbox_.push(work);
    // Pairs with wait_limit(): either the shard sees the work, or we see that it sleeps.
    if (accepted && sleeping_.load(std::memory_order_seq_cst) &&
        sleeping_.exchange(false, std::memory_order_seq_cst))
        driver_->wake();
    posting_.fetch_sub(1, std::memory_order_release);
    return accepted;
}

result<void> shard::open() noexcept {
    auto made = detail::select_driver(*this, owner_.options(), owner_.file_pool());
    if (!made) return fail(made.error());
    driver_ = std::move(*made);
    return {};
}

void shard::run() noexcept {
    const enter here(*this);
    shard_of_thread = this;
    set_now(clock::now());
    enter_thread();
    while (!stopping_ || root_scope_.size() != 0 || has_ready()) turn();
    finish();
    leave_thread();
    shard_of_thread = nullptr;
}

void shard::request_stop_here() noexcept {
    if (std::exchange(stopping_, true)) return;
    root_stop().request_stop(stop_reason::drain);
    timers().add(straggler_timer_, now() + owner_.options().drain_report);
}

void shard::turn() noexcept {
    const time_point begun = now();
    probes_.turn_start.store(nanoseconds(begun.time_since_epoch()), std::memory_order_relaxed);
    turn_gate::of_process().note_turn();
    begin_watched_turn();
    if (timers().advance(begun) != 0)
        probes_.phases[static_cast<std::size_t>(phase::timers)].record(
            nanoseconds(clock::now() - begun));
    run_inbox();
    check_switch();
    run_pending();
    check_switch();
    set_step_site({});
    run_hooks(prepare_, phase::prepare);
    poll_phase(begun);
    run_hooks(check_, phase::check);
    driver_->close_phase();
}

void shard::run_inbox() noexcept {
    std::uint64_t ran = 0;
    for (remote_work* work = inbox_.take_all(); work != nullptr; ++ran) {
        remote_work* next = work->next;  // running it may be the end of it
        work->run(*work);
        work = next;
    }
    if (ran != 0)
        probes_.posted.store(probes_.posted.load(std::memory_order_relaxed) + ran,
                             std::memory_order_relaxed);
}

void shard::run_pending() noexcept {
    const time_point limit = now() + owner_.options().time_budget;
    for (unsigned n = 1; run_one(); ++n)
        if (n % steps_per_clock_look == 0 && clock::now() >= limit) break;
    probes_.steps.store(steps(), std::memory_order_relaxed);
}

void shard::run_hooks(intrusive_list<loop_hook>& hooks, phase p) noexcept {
    if (hooks.empty()) return;
    const time_point begun = clock::now();
    hooks.for_each([](loop_hook& h) { h.fn_(h); });
    probes_.phases[static_cast<std::size_t>(p)].record(nanoseconds(clock::now() - begun));
}

void shard::poll_phase(time_point begun) noexcept {
    const time_point before = clock::now();
    const std::uint64_t busy = nanoseconds(before - begun);
    probes_.phases[static_cast<std::size_t>(phase::pending)].record(busy);
    if (busy > probes_.longest_turn.load(std::memory_order_relaxed))
        probes_.longest_turn.store(busy, std::memory_order_relaxed);
    end_watched_turn(busy);
    const deadline limit = wait_limit();
    probes_.turn_start.store(0, std::memory_order_relaxed);
    driver_->poll(limit);
    sleeping_.store(false, std::memory_order_relaxed);
    if (switch_value_ != 0 && switch_cell() != switch_value_) ++slept_polls_;
    set_now(clock::now());
    probes_.phases[static_cast<std::size_t>(phase::poll)].record(nanoseconds(now() - before));
    probes_.turns.store(probes_.turns.load(std::memory_order_relaxed) + 1,
                        std::memory_order_relaxed);
}

deadline shard::wait_limit() noexcept {
    const deadline at_once{time_point::min()};
    if (has_ready() || driver_->take_close_expected()) return at_once;
    if (stopping_ && root_scope_.size() == 0 && driver_->pending() == 0) return at_once;
    sleeping_.store(true, std::memory_order_seq_cst);
    if (!inbox_.empty()) return at_once;
    const auto next = timers().next();
    return next ? deadline(*next) : deadline::never();
}

// Other threads may still bring work, and that work may wait for an answer from them, so the way in
// is closed only when nothing is left.
void shard::finish() noexcept {
    while (root_scope_.size() != 0 || has_ready() || driver_->pending() != 0 ||
           !inbox_.close_if_empty())
        turn();
    straggler_timer_.cancel();
    driver_->close_phase();
    while (posting_.load(std::memory_order_acquire) != 0) std::this_thread::yield();
    driver_.reset();
}

// As the rule is for every failure that has no owner.
void detail::posted_task_failed(const task_failure& failure) noexcept {
    fatal("a posted task failed, and nobody waits for it: " + describe(failure));
}

void shard::report_stragglers() noexcept {
    log(log_level::warning, "shard " + std::to_string(index_) + " waits for " +
                                std::to_string(root_scope_.size()) +
                                " task(s) that did not end on stop:");
    root_scope_.for_each_child([this](const detail::child_promise& child) {
        log(log_level::warning, detail::describe_straggler(child, now()));
    });
    if (const std::string open = detail::describe_open_handles(handle_list::here(), now());
        !open.empty())
        log(log_level::warning, "shard " + std::to_string(index_) + " still has open:\n" + open);
    timers().add(straggler_timer_, now() + owner_.options().drain_report);
}

}  // namespace weir::inline v0
