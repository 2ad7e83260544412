// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A shard: one thread, one event loop, one driver. What is made on a shard stays on it.
///
/// Each turn of the loop runs the phases of libuv: timers, pending (work from other threads, then
/// ready coroutines within a budget), prepare, poll (submit and wait for the kernel), check, close.
///
///     shard& here = *shard::this_shard();
///     here.post([] { ... });                        // thread-safe: runs in the pending phase
///     auto n = co_await call_on(other, compute, 7);  // see call_on.hpp

#include <weir/coro/loop_context.hpp>
#include <weir/coro/scope.hpp>
#include <weir/rt/probes.hpp>
#include <weir/rt/remote_work.hpp>
#include <weir/rt/shard_observer.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace weir::inline v0 {

class offload_pool;
class runtime;

namespace detail {
class driver;
}

/// A function that runs in every turn, in the prepare or the check phase. Unregisters itself when
/// destroyed. Thread safety: belongs to its shard.
class loop_hook : list_hook {
public:
    using function = void (*)(loop_hook&) noexcept;
    explicit loop_hook(function fn) noexcept : fn_(fn) {}
    loop_hook(const loop_hook&) = delete;
    loop_hook& operator=(const loop_hook&) = delete;
    void unregister() noexcept { unlink(); }

private:
    friend class shard;
    friend class intrusive_list<loop_hook>;
    function fn_;
};

class shard final : public loop_context {
public:
    /// The shard that runs on this thread, null elsewhere.
    [[nodiscard]] static shard* this_shard() noexcept;

    /// The shard of an environment: every loop that performs I/O is one.
    [[nodiscard]] static shard& of(const environment& env) noexcept {
        return static_cast<shard&>(*env.loop);
    }

    [[nodiscard]] unsigned index() const noexcept { return index_; }
    [[nodiscard]] const char* driver_name() const noexcept;
    /// The calendar's time, read at most once a second: for Date headers and logs. On the shard.
    [[nodiscard]] std::chrono::sys_seconds wall_time() noexcept;
    /// CPU time that the calling shard's thread has used. On the shard.
    [[nodiscard]] duration cpu_time() const noexcept;
    [[nodiscard]] runtime& owner() noexcept { return owner_; }
    [[nodiscard]] const shard_probes& probes() const noexcept { return probes_; }
    [[nodiscard]] shard_probes& probes() noexcept { return probes_; }

    /// Runs `fn` on this shard: a function, or a callable that returns a task, which then belongs
    /// to the shard's root scope. False when the shard is shutting down; `fn` was not run. A task
    /// that fails, except by a stop, ends the program: nobody else would hear of it. Thread-safe.
    template <class F>
    bool post(F&& fn);

    /// The same without an allocation; `work` stays alive until it has run. Thread-safe.
    bool post_work(remote_work& work) noexcept;

    /// The scope of everything posted to this shard; joined by drain. Only on the shard.
    [[nodiscard]] scope& root_scope() noexcept { return root_scope_; }

    void on_prepare(loop_hook& hook) noexcept { prepare_.push_back(hook); }
    void on_check(loop_hook& hook) noexcept { check_.push_back(hook); }

    /// The driver, for operations on descriptors; its type is private to the runtime.
    [[nodiscard]] detail::driver& io() noexcept { return *driver_; }
    /// The pool for file operations that would block.
    [[nodiscard]] offload_pool& file_pool() noexcept;

    // Made and run by the runtime.
    shard(runtime& owner, unsigned index, std::uint64_t seed);
    ~shard();

private:
    friend class runtime;

    /// Creates the driver; on the shard's own thread.
    [[nodiscard]] result<void> open() noexcept;
    /// Turns the loop until the runtime stops and all that belongs to the root scope has ended.
    void run() noexcept;
    void request_stop_here() noexcept;
    void turn() noexcept;
    void enter_thread() noexcept;
    void leave_thread() noexcept;
    void use_switches(switch_tier tier) noexcept;
    [[nodiscard]] bool is_looked_at() const noexcept;
    void begin_watched_turn() noexcept;
    void end_watched_turn(std::uint64_t busy) noexcept;
    void look_at_switches() noexcept;
    void report_step() noexcept;
    void report_step(flagged_step step) noexcept;
    void run_inbox() noexcept;
    void run_pending() noexcept;
    void run_hooks(intrusive_list<loop_hook>& hooks, phase p) noexcept;
    void poll_phase(time_point begun) noexcept;
    [[nodiscard]] deadline wait_limit() noexcept;
    void finish() noexcept;
    void report_stragglers() noexcept;

    runtime& owner_;
    unsigned index_;
    std::unique_ptr<detail::driver> driver_;
    inbox inbox_;
    std::atomic<bool> sleeping_{false};
    std::atomic<unsigned> posting_{0};  // threads inside post_work
    bool stopping_ = false;
    scope root_scope_;
    intrusive_list<loop_hook> prepare_;
    intrusive_list<loop_hook> check_;
    shard_probes probes_;
    std::uint64_t switch_value_ = 0;  // what the switch cell is armed with; 0 without one
    std::uint64_t voluntary_ = 0;     // switches of the thread, at the last look
    std::uint64_t involuntary_ = 0;
    std::uint64_t looked_in_turn_ = 0;
    unsigned slept_polls_ = 0;    // polls since the last look that lost the CPU
    unsigned exact_turns_ = 0;    // how many more turns look when they begin
    unsigned foreign_cells_ = 0;  // how often someone else used the switch cell
    std::chrono::sys_seconds wall_time_{};
    time_point wall_time_until_ = time_point::min();
    timer straggler_timer_;
};

namespace detail {

[[noreturn]] void posted_task_failed(const task_failure& failure) noexcept;

template <class F>
task<void> run_posted(F fn) {
    task_failure failure{.task = "posted", .code = {}, .exception = nullptr};
    try {
        if constexpr (std::is_same_v<std::invoke_result_t<F&>, task<void>>)
            co_await fn();
        else if (result<void> ended = co_await fn(); !ended && !this_task::stop_requested())
            failure.code = ended.error();
    } catch (...) {
        failure.exception = std::current_exception();
    }
    if (failure.code || failure.exception) posted_task_failed(failure);
}

/// A posted callable on the heap; deletes itself after it ran.
template <class F>
struct posted_function : remote_work {
    posted_function(shard& target, F&& f) : remote_work(&call), where(target), fn(std::move(f)) {}

    static void call(remote_work& work) noexcept {
        std::unique_ptr<posted_function> self(static_cast<posted_function*>(&work));
        if constexpr (is_task<std::invoke_result_t<F&>>)
            self->where.root_scope().spawn("posted", &run_posted<F>, std::move(self->fn));
        else
            self->fn();
    }

    shard& where;
    F fn;
};

}  // namespace detail

template <class F>
bool shard::post(F&& fn) {
    using callable = std::decay_t<F>;
    auto work =
        std::make_unique<detail::posted_function<callable>>(*this, callable(std::forward<F>(fn)));
    if (!post_work(*work)) return false;
    static_cast<void>(work.release());
    return true;
}

}  // namespace weir::inline v0
