// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// All that coroutines need of the loop they run on: a ready queue, timers, the time, a budget.
///
/// The runtime's shard is one; tests and the simulator use others. Everything here belongs to the
/// loop's thread and is not thread-safe.
///
/// Fairness: each step (one resumption from the ready queue) may begin `step_budget` operations
/// that complete without waiting; after that an operation queues its waiter behind the others
/// instead of completing at once. A chain of always-ready awaits therefore cannot starve timers or
/// I/O.

#include <weir/base/time.hpp>
#include <weir/coro/environment.hpp>
#include <weir/coro/timer_wheel.hpp>
#include <weir/coro/waiter.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <source_location>

namespace weir::inline v0 {

class promise_base;

class loop_context {
public:
    static constexpr int step_budget = 128;
    static constexpr std::uint64_t report_now = ~std::uint64_t{0};  ///< no switch cell holds it

    loop_context(const loop_context&) = delete;
    loop_context& operator=(const loop_context&) = delete;

    /// The loop that runs on this thread, null outside of one.
    [[nodiscard]] static loop_context* this_thread() noexcept;

    /// Completes `w` in a later step.
    void schedule(waiter& w) noexcept { ready_.push(w); }

    /// Spends one unit of the step's budget; false when it is used up.
    [[nodiscard]] bool spend() noexcept { return --budget_ >= 0; }

    /// The time, read once a turn.
    [[nodiscard]] time_point now() const noexcept { return now_; }

    [[nodiscard]] timer_wheel& timers() noexcept { return timers_; }

    /// A pseudo-random number (xoshiro256++, seeded by the runtime; reproducible under `sim`).
    [[nodiscard]] std::uint64_t random() noexcept;

    /// The environment at the root of everything on this loop.
    [[nodiscard]] const environment& root() const noexcept { return root_; }

    /// The coroutine that runs now; null between steps. Diagnostics read it from other threads,
    /// hence the volatile-like relaxed store in `set_current`.
    [[nodiscard]] promise_base* current() const noexcept {
        return __atomic_load_n(&current_, __ATOMIC_RELAXED);
    }
    void set_current(promise_base* p) noexcept { __atomic_store_n(&current_, p, __ATOMIC_RELAXED); }

    /// Where the coroutine that was resumed last had been suspended; null where the loop runs
    /// something else. Points to constant data, so diagnostics may keep it.
    [[nodiscard]] const void* step_site() const noexcept {
        return __atomic_load_n(&step_site_, __ATOMIC_RELAXED);
    }
    void set_step_site(const std::source_location& at) noexcept {
        static_assert(sizeof at == sizeof(void*), "a source_location is one pointer");
        __atomic_store_n(&step_site_, std::bit_cast<const void*>(at), __ATOMIC_RELAXED);
    }

    /// Has the step that runs now, or the next one, reported to the loop when it ends, as if it had
    /// lost the CPU. Thread-safe.
    void request_step_report() noexcept { __atomic_store_n(&armed_, report_now, __ATOMIC_RELAXED); }

    /// Reports what ran since the last check, if the thread lost the CPU in it or a report was
    /// asked for. One load and one comparison.
    void check_switch() noexcept {
        if (__atomic_load_n(switch_cell_, __ATOMIC_RELAXED) !=
            __atomic_load_n(&armed_, __ATOMIC_RELAXED)) [[unlikely]]
            report_(*this);
    }

    /// Fatal on another thread than the one that runs the loop; `what` is what was used there, such
    /// as "event.wait". One load and one comparison; says nothing before the loop first ran.
    void require_here(const char* what) const noexcept {
        if (runner_ != nullptr && runner_ != __builtin_thread_pointer()) [[unlikely]]
            used_elsewhere(what);
    }

    /// Steps since the loop began; read by diagnostics.
    [[nodiscard]] std::uint64_t steps() const noexcept {
        return __atomic_load_n(&steps_, __ATOMIC_RELAXED);
    }

protected:
    explicit loop_context(time_point start, std::uint64_t seed) noexcept;
    ~loop_context();

    /// Marks this loop as the thread's while in scope. Nestable, since several loops may share a
    /// thread.
    class enter {
    public:
        explicit enter(loop_context& loop) noexcept;
        enter(const enter&) = delete;
        enter& operator=(const enter&) = delete;
        ~enter();

    private:
        loop_context* previous_;
    };

    [[nodiscard]] bool has_ready() const noexcept { return !ready_.empty(); }
    void set_now(time_point now) noexcept { now_ = now; }
    [[nodiscard]] stop_source& root_stop() noexcept { return root_stop_; }

    /// Called on the loop's thread after a step that changed the switch cell, or was asked for.
    using step_report = void (*)(loop_context&) noexcept;

    /// The switch cell is a word that the kernel changes when it takes the CPU from the thread
    /// (`rseq_cs`, see rt's switch_check). While it holds what it was armed with, the steps since
    /// ran undisturbed, and asking costs one load and one comparison a step.
    void watch_switches(std::uint64_t* cell, step_report report) noexcept {
        switch_cell_ = cell != nullptr ? cell : &no_cell_;
        report_ = report;
    }
    void arm_switch_cell(std::uint64_t value) noexcept {
        __atomic_store_n(&armed_, value, __ATOMIC_RELAXED);
        __atomic_store_n(switch_cell_, value, __ATOMIC_RELAXED);
    }
    [[nodiscard]] bool report_requested() const noexcept {
        return __atomic_load_n(&armed_, __ATOMIC_RELAXED) == report_now;
    }
    [[nodiscard]] std::uint64_t switch_cell() const noexcept {
        return __atomic_load_n(switch_cell_, __ATOMIC_RELAXED);
    }

    /// Runs one step; false when nothing was ready.
    bool run_one() noexcept {
        waiter* w = ready_.pop();
        if (w == nullptr) return false;
        budget_ = step_budget;
        w->complete().resume();
        set_current(nullptr);
        __atomic_store_n(&steps_, steps_ + 1, __ATOMIC_RELAXED);
        return true;
    }

private:
    [[noreturn]] static void used_elsewhere(const char* what) noexcept;

    ready_queue ready_;
    const void* runner_ = nullptr;  ///< the thread that entered last, by its thread pointer
    promise_base* current_ = nullptr;
    const void* step_site_ = nullptr;
    std::uint64_t steps_ = 0;
    std::uint64_t* switch_cell_ = &no_cell_;
    std::uint64_t armed_ = 0;
    std::uint64_t no_cell_ = 0;
    step_report report_ = [](loop_context& loop) noexcept { loop.arm_switch_cell(0); };
    int budget_ = step_budget;
    time_point now_;
    timer_wheel timers_;
    stop_source root_stop_;
    environment root_;
    std::uint64_t random_[4];
};

}  // namespace weir::inline v0
