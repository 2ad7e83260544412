// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The runtime: one shard per core, their threads, start and end.
///
///     int main() {
///         return weir::run([]() -> weir::task<int> {
///             co_await weir::sleep_for(10ms);
///             co_return 0;
///         }).value();
///     }
///
/// `run` owns the calling thread until the main task ends; a foreign program embeds a `runtime`
/// instead, whose shards all have threads of their own. Weir installs no signal handler, reads no
/// command line and replaces no allocator. Of the environment it reads `WEIR_DRIVER` and
/// `WEIR_LOG`.

#include <weir/base/result.hpp>
#include <weir/base/time.hpp>
#include <weir/coro/task.hpp>
#include <weir/rt/offload.hpp>
#include <weir/rt/shard.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir::inline v0 {

/// `automatic` asks the kernel: io_uring where it may be used, else epoll.
enum class driver_kind { automatic, uring, epoll };

struct runtime_options {
    /// 0: as many as the process may use (cgroup quota and affinity), see `usable_cpus()`.
    unsigned shards = 0;
    /// `WEIR_DRIVER=auto|uring|epoll` overrides `automatic`.
    driver_kind driver = driver_kind::automatic;
    /// Pins shard i to the i-th usable CPU.
    bool pin = false;
    /// Ready coroutines run this long before the loop looks at I/O and timers again.
    duration time_budget = std::chrono::milliseconds(2);
    /// After this long, tasks that ignore the stop are reported by name (and waited for still).
    duration drain_report = std::chrono::seconds(5);
    /// Threads for file operations that would block (and all of them under epoll).
    unsigned file_threads = 4;
    /// Receive buffers of each shard.
    unsigned receive_buffers = 1024;
    std::size_t receive_buffer_size = 4096;
    /// Seeds the shards' random numbers; 0 takes it from the system.
    std::uint64_t seed = 0;
};

/// CPUs this process may use: the affinity mask, limited by the cgroup's quota rounded up (cgroup
/// v2 `cpu.max`, v1 `cpu.cfs_quota_us`). At least 1.
[[nodiscard]] unsigned usable_cpus() noexcept;

class runtime {
public:
    explicit runtime(runtime_options options = {});
    runtime(const runtime&) = delete;
    runtime& operator=(const runtime&) = delete;
    /// Stops and joins.
    ~runtime();

    /// Starts every shard on a thread of its own. Errors: no driver could be set up, the system
    /// refused a thread.
    [[nodiscard]] result<void> start();

    /// Asks everything to stop, with `stop_reason::drain`. Thread-safe.
    void request_stop() noexcept;

    /// Waits until all shards ended. Not on a shard.
    void join() noexcept;

    [[nodiscard]] unsigned size() const noexcept;
    [[nodiscard]] shard& at(unsigned index) noexcept;
    [[nodiscard]] const runtime_options& options() const noexcept { return options_; }
    [[nodiscard]] offload_pool& file_pool() noexcept { return file_pool_; }

    /// Runs `main` (a callable that returns a task) on shard 0, which runs on this thread, until it
    /// ends; then stops everything and returns its value. Fatal inside a shard.
    template <class F>
    auto run(F main) -> as_result<typename std::invoke_result_t<F&>::value_type>;

private:
    friend class shard;

    [[nodiscard]] result<void> start_threads(unsigned first);
    [[nodiscard]] result<void> start_and_run_here(remote_work& main) noexcept;

    runtime_options options_;
    offload_pool file_pool_;
    struct state;
    std::unique_ptr<state> state_;
};

namespace detail {

/// The main task: posted to shard 0, stops the runtime when it ends.
template <class F>
struct main_work : remote_work {
    using value = typename std::invoke_result_t<F&>::value_type;

    main_work(runtime& r, F& f) noexcept : remote_work(&begin), owner(r), fn(f) {}

    static void begin(remote_work& work) noexcept {
        auto& self = static_cast<main_work&>(work);
        self.owner.at(0).root_scope().spawn("main", [&self]() -> task<void> {
            try {
                if constexpr (std::is_void_v<value>) {
                    co_await self.fn();
                    self.outcome.emplace();
                } else {
                    self.outcome.emplace(co_await self.fn());
                }
            } catch (...) {
                self.thrown = std::current_exception();
            }
            self.owner.request_stop();
        });
    }

    runtime& owner;
    F& fn;
    std::optional<as_result<value>> outcome;
    std::exception_ptr thrown;
};

}  // namespace detail

template <class F>
auto runtime::run(F main) -> as_result<typename std::invoke_result_t<F&>::value_type> {
    detail::main_work<F> work(*this, main);
    if (result<void> ran = start_and_run_here(work); !ran) return fail(ran.error());
    if (work.thrown) std::rethrow_exception(work.thrown);
    return std::move(*work.outcome);
}

/// Makes a runtime and runs `main` in it. Errors: those of `runtime::start`, and main's own.
template <class F>
auto run(F main, runtime_options options = {}) {
    runtime r(options);
    return r.run(std::move(main));
}

}  // namespace weir::inline v0
