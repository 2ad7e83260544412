// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/watch/watched_shard.hpp"

#include "diag/native/own_memory.hpp"
#include "diag/native/unwinder.hpp"
#include "diag/watch/cgroup_throttle.hpp"
#include "diag/watch/stall_queue.hpp"

#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <utility>

namespace weir::inline v0::diag {
namespace {

// While a shard is suspected, it is sampled so often.
constexpr unsigned suspect_rate = 1'000;
// One that lasts so long is reported a second time before it ends.
constexpr std::uint64_t long_stall_ns = 1'000'000'000;

std::uint64_t stamp_of(time_point t) noexcept {
    return static_cast<std::uint64_t>(t.time_since_epoch().count());
}

std::uint64_t difference(std::uint64_t after, std::uint64_t before) noexcept {
    return after > before ? after - before : 0;
}

/// A first name, which needs neither symbols nor memory: the coroutine's. It stays if the reporter
/// cannot work, because the shard holds the allocator's lock.
void name_coroutine(const raw_stall& stall, live_text& to) noexcept {
    const void* site = stall.chain.size != 0 ? stall.chain.frames[0].site : stall.step_site;
    std::array<char, 240> name{};
    std::array<const void*, 3> parts{};  // file, function, line and column
    if (site != nullptr && read_own(reinterpret_cast<std::uintptr_t>(site), parts)) {
        const char* function = location_of(parts.data()).function_name();
        name[read_own_memory(reinterpret_cast<std::uintptr_t>(function), name.data(),
                             name.size() - 1)] = 0;
    }
    to.set_culprit(name[0] != 0 ? name.data() : "not known yet");
}

}  // namespace

void watched_shard::attach(shard& s, std::uint64_t threshold_ns, unsigned sample_rate,
                           std::string& reason) {
    const shard_probes& probes = s.probes();
    const sampled_thread thread{probes.thread_id, probes.stack_low, probes.stack_high};
    auto sampling = make_sampler(thread, reason);
    const std::scoped_lock hold(lock_);
    threshold_ns_ = threshold_ns;
    rate_ = sample_rate;
    sampler_ = std::move(sampling);
    tier_ = sampler_ != nullptr ? sampler_->tier() : sampler_tier::none;
    if (sampler_ != nullptr) sampler_->set_rate(rate_);
    files_.emplace(thread.id);
    samples_.clear();
    turn_ = 0;
    suspected_ = false;
    announced_ = 0;
    thread_id_ = thread.id;
    index_ = s.index();
    shard_ = &s;
    attached_ = true;
}

void watched_shard::detach(watch_round& round) noexcept {
    const std::scoped_lock hold(lock_);
    if (suspected_) close_stall(round);
    shard_ = nullptr;
    attached_ = false;
    sampler_.reset();
    files_.reset();
    note_.write({});
}

// The report was asked for when the step was suspected, so this happens once a stall.
void watched_shard::note_flagged(const flagged_step& step) noexcept {
    const std::uint64_t ended = stamp_of(step.ended);
    if (step.blocked != 0)
        sites_.count(step.site, difference(ended, shard_->probes().turn_start.load()));
    if (!step.requested || !files_) return;
    const thread_usage used = files_->usage();
    ended_cpu_ns_.store(used.cpu_ns, std::memory_order_relaxed);
    ended_runnable_ns_.store(used.runnable_ns, std::memory_order_relaxed);
    ended_faults_.store(used.major_faults, std::memory_order_relaxed);
    ended_site_.store(step.site, std::memory_order_relaxed);
    ended_ns_.store(ended, std::memory_order_release);
}

bool watched_shard::waits() const noexcept {
    const std::scoped_lock hold(lock_);
    return shard_ == nullptr ||
           (!suspected_ && shard_->probes().turn_start.load(std::memory_order_relaxed) == 0);
}

void watched_shard::pause() noexcept {
    const std::scoped_lock hold(lock_);
    if (sampler_ != nullptr) sampler_->set_rate(0);
    turn_ = 0;
    suspected_ = false;
    announced_ = 0;
    note_.write({});
}

void watched_shard::resume() noexcept {
    const std::scoped_lock hold(lock_);
    if (sampler_ != nullptr) sampler_->set_rate(rate_);
}

bool watched_shard::look(watch_round& round) noexcept {
    const std::scoped_lock hold(lock_);
    if (shard_ == nullptr) return false;
    if (sampler_ != nullptr) sampler_->drain(*round.unwind, samples_);
    const std::uint64_t turn = shard_->probes().turn_start.load(std::memory_order_relaxed);
    const bool step_ended = suspected_ && ended_ns_.load(std::memory_order_acquire) != 0;
    if (turn == turn_ && turn != 0) {
        late_ns_ += round.late_ns;
        late_runnable_ns_ += round.late_runnable_ns;
    }
    if (suspected_ && (turn != turn_ || step_ended)) close_stall(round);
    if (turn != turn_) begin_turn(turn, round);
    if (!suspected_) note_suspension(round);
    if (turn == 0) return false;
    if (difference(round.now_ns, since_ns_) >= threshold_ns_ / 2) suspect(round);
    return true;
}

/// Whether the turn that goes on began before the watchdog should have looked: then it tells
/// itself.
bool watched_shard::spans_lateness(const watch_round& round) const noexcept {
    return turn_ != 0 && turn_ < round.now_ns - round.late_ns;
}

// The process was suspended, and the turn in which that happened may be over already.
void watched_shard::note_suspension(watch_round& round) noexcept {
    const std::uint64_t turns = shard_->probes().turns.load(std::memory_order_relaxed);
    const bool active = turn_ != 0 || turns != std::exchange(turns_, turns);
    if (!active || round.late_ns < threshold_ns_ || spans_lateness(round)) return;
    stall_ = {};
    stall_.id = round.next_id.fetch_add(1, std::memory_order_relaxed);
    stall_.shard = shard_->index();
    stall_.thread_id = shard_->probes().thread_id;
    stall_.begun_ns = round.now_ns - round.late_ns;
    stall_.ended_ns = round.now_ns;
    stall_.facts.wall_ns = stall_.facts.watchdog_late_ns = round.late_ns;
    stall_.facts.watchdog_runnable_ns = round.late_runnable_ns;
    stall_.facts.throttled_ns = difference(round.throttle.throttled_ns(), baseline_throttled_ns_);
    if (cause_of(stall_.facts) == stall_cause::stopped) round.reports.push(stall_);
}

void watched_shard::begin_turn(std::uint64_t turn, const watch_round& round) noexcept {
    turn_ = since_ns_ = turn;
    if (turn == 0) return;
    baseline_ns_ = round.now_ns;
    baseline_ = files_->usage();
    baseline_throttled_ns_ = round.throttle.throttled_ns();
    late_ns_ = late_runnable_ns_ = 0;
    if (!spans_lateness(round)) return;
    baseline_ns_ = turn;
    late_ns_ = round.late_ns;
    late_runnable_ns_ = round.late_runnable_ns;
}

void watched_shard::suspect(watch_round& round) noexcept {
    if (!suspected_) {
        suspected_ = true;
        ended_ns_.store(0, std::memory_order_relaxed);
        shard_->request_step_report();
        if (sampler_ != nullptr) sampler_->set_rate(suspect_rate);
        stall_ = {};
        stall_.shard = shard_->index();
        stall_.thread_id = shard_->probes().thread_id;
        stall_.begun_ns = since_ns_;
        chain_step_ = ~std::uint64_t{0};
    }
    observe(round);
    const std::uint64_t age = difference(round.now_ns, since_ns_);
    if (announced_ == 0 && age >= threshold_ns_) announce(round);
    if (announced_ == 1 && age >= long_stall_ns) announce(round);
}

void watched_shard::observe(watch_round& round) noexcept {
    capture_chain();
    const thread_place place = files_->place();
    if (place.is == thread_place::kind::in_syscall) {
        ++stall_.facts.seen_in_syscall;
        if (place.number == SYS_futex) ++stall_.facts.seen_in_futex;
    } else if (place.is == thread_place::kind::in_fault) {
        ++stall_.facts.seen_in_fault;
    } else {
        if (place.is == thread_place::kind::running) ++stall_.facts.seen_running;
        return;
    }
    if (stall_.stack_size == 0 || !(place == stall_.place)) {
        stall_.place = place;
        capture_stack(round);
    }
    raw_sample sample;
    sample.at_ns = round.now_ns;
    sample.wall_ns = threshold_ns_ / 2;
    sample.set_frames(std::span(stall_.stack.data(), stall_.stack_size));
    samples_.push(sample);
}

// Copies the stack of a thread that sleeps; if it moved meanwhile, what was found is not shown.
void watched_shard::capture_stack(watch_round& round) noexcept {
    describe_sleep(stall_.place, stall_.object);
    stall_.stack_size = round.unwind->unwind_blocked(stall_.place.pc, stall_.place.sp,
                                                     shard_->probes().stack_high, stall_.stack);
    if (!(files_->place() == stall_.place)) stall_.stack_size = 0;
    for (std::size_t i = 0; i < stall_.stack_size; ++i)
        round.unknown_code = round.unknown_code || !round.unwind->knows(stall_.stack[i].pc);
}

void watched_shard::capture_chain() noexcept {
    const std::uint64_t step = shard_->steps();
    if (step == chain_step_) return;
    const promise_base* innermost = shard_->current();
    stall_.step_site = shard_->step_site();
    read_chain(innermost, stall_.chain);
    if (shard_->steps() == step && shard_->current() == innermost)
        chain_step_ = step;
    else
        stall_.chain.size = 0;
}

void watched_shard::announce(watch_round& round) noexcept {
    if (announced_++ == 0) {
        stall_.id = round.next_id.fetch_add(1, std::memory_order_relaxed);
        live_text text;
        text.begun_ns = since_ns_;
        text.stall_id = stall_.id;
        name_coroutine(stall_, text);
        note_.write(text);
    }
    add_usage(files_->usage(), round);
    stall_.facts.wall_ns = difference(round.now_ns, baseline_ns_);
    round.reports.push(stall_);
}

void watched_shard::add_usage(const thread_usage& now, const watch_round& round) noexcept {
    stall_facts& f = stall_.facts;
    f.cpu_ns = difference(now.cpu_ns, baseline_.cpu_ns);
    f.runnable_ns = difference(now.runnable_ns, baseline_.runnable_ns);
    f.major_faults = difference(now.major_faults, baseline_.major_faults);
    f.throttled_ns = difference(round.throttle.throttled_ns(), baseline_throttled_ns_);
    f.watchdog_late_ns = late_ns_;
    f.watchdog_runnable_ns = late_runnable_ns_;
}

void watched_shard::close_stall(watch_round& round) noexcept {
    const std::uint64_t ended = ended_ns_.load(std::memory_order_acquire);
    thread_usage used{ended_cpu_ns_.load(std::memory_order_relaxed),
                      ended_runnable_ns_.load(std::memory_order_relaxed),
                      ended_faults_.load(std::memory_order_relaxed)};
    if (ended == 0) used = files_->usage();
    stall_.ended_ns = ended != 0 ? ended : round.now_ns;
    if (sampler_ != nullptr) sampler_->set_rate(rate_);
    suspected_ = false;
    if (difference(stall_.ended_ns, since_ns_) >= threshold_ns_) {
        if (announced_ == 0) stall_.id = round.next_id.fetch_add(1, std::memory_order_relaxed);
        if (stall_.step_site == nullptr)
            stall_.step_site = ended_site_.load(std::memory_order_relaxed);
        add_usage(used, round);
        stall_.facts.wall_ns = difference(stall_.ended_ns, std::min(baseline_ns_, stall_.ended_ns));
        round.reports.push(stall_);
    }
    announced_ = 0;
    note_.write({});
    since_ns_ = stall_.ended_ns;
    baseline_ns_ = round.now_ns;
    baseline_ = files_->usage();
    late_ns_ = late_runnable_ns_ = 0;
}

void watched_shard::name_culprit(std::uint64_t id, std::string_view culprit,
                                 std::string_view stack) noexcept {
    const std::scoped_lock hold(lock_);
    live_text text = note_.read();
    if (text.stall_id != id) return;
    text.set_culprit(culprit);
    text.set_stack(stack);
    note_.write(text);
}

}  // namespace weir::inline v0::diag
