// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Blocking work, kept off the shards: named, bounded thread pools.
///
///     offload_pool legacy({.name = "legacy-db", .threads = 8, .queue_limit = 100});
///     auto rows = co_await ok(offload(legacy, [&] { return db.query(sql); }));
///
/// This is not a cure for blocking calls, only their quarantine: each call still burns a thread
/// (the lab's `wrapped` variant shows it). A full queue refuses at once with `errc::queue_full`.
/// A call still in the queue when its caller is stopped leaves the queue; a running one is always
/// waited for, because it uses what its caller points to. Only `offload_owned` may leave one
/// behind.

#include <weir/base/intrusive_list.hpp>
#include <weir/base/time.hpp>
#include <weir/coro/promise.hpp>
#include <weir/rt/remote_work.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

namespace weir::inline v0 {

struct offload_options {
    const char* name = "offload";    ///< appears in diagnostics; lives as long as the pool
    unsigned threads = 4;            ///< 1 to 4096; started when first needed
    std::size_t queue_limit = 1024;  ///< calls waiting for a thread; 0 means none may wait
    unsigned replacements = 4;       ///< threads in place of those that abandoned calls hold
};

/// A snapshot of a pool. Thread-safe to take.
struct offload_stats {
    std::size_t queued = 0;
    std::size_t running = 0;      ///< with somebody waiting for them
    std::size_t threads = 0;      ///< those that serve the queue
    std::size_t lost = 0;         ///< threads that abandoned calls hold now
    std::uint64_t finished = 0;   ///< returned to their callers
    std::uint64_t refused = 0;    ///< the queue was full
    std::uint64_t abandoned = 0;  ///< left behind so far, see `offload_owned`

    /// Abandoned calls hold threads: what the pool calls is slower than its deadlines allow.
    [[nodiscard]] bool degraded() const noexcept { return lost != 0; }
};

/// A call in a pool's queue or on one of its threads.
class offload_job : public list_hook {
public:
    using function = void (*)(offload_job&) noexcept;

protected:
    /// `work` runs on a thread of the pool; `done` right after it, on the same thread, and is the
    /// last to touch the job. For a job that was abandoned meanwhile, `orphaned` is called instead.
    offload_job(function work, function done, function orphaned = nullptr) noexcept
        : work_(work), done_(done), orphaned_(orphaned) {}
    ~offload_job() = default;

private:
    friend class offload_pool;
    function work_;
    function done_;
    function orphaned_;
    void* thread_ = nullptr;  ///< the pool's, while it runs
    time_point began_;
};

class offload_pool {
public:
    explicit offload_pool(offload_options options = {});
    offload_pool(const offload_pool&) = delete;
    offload_pool& operator=(const offload_pool&) = delete;
    /// Waits for the running calls, except for abandoned ones. Nothing may be queued any more.
    ~offload_pool();

    /// Queues the job; `errc::queue_full` if there is no room, or the system's error when no thread
    /// could be started. Thread-safe.
    [[nodiscard]] result<void> submit(offload_job& job) noexcept;

    /// Takes the job out of the queue; false if it runs already (or is done). Thread-safe.
    [[nodiscard]] bool withdraw(offload_job& job) noexcept;

    /// Leaves a running job to its thread, which then no longer counts as the pool's; false if the
    /// job waits in the queue or has returned, when its `done` follows. Thread-safe.
    [[nodiscard]] bool abandon(offload_job& job) noexcept;

    /// When a thread began the job; nothing if none runs it. Thread-safe.
    [[nodiscard]] std::optional<time_point> running_since(const offload_job& job) const noexcept;

    [[nodiscard]] offload_stats stats() const noexcept;
    [[nodiscard]] const char* name() const noexcept;

private:
    struct state;
    std::shared_ptr<state> state_;  // also held by threads that were left behind
};

namespace detail {

/// The part of `offload` that does not depend on the function's type.
class offload_operation_base : protected offload_job {
public:
    bool ready(const environment&) noexcept { return false; }
    waiter* start(const environment& env, promise_base* parent, waiter& w) noexcept;

protected:
    offload_operation_base(offload_pool& pool, function work) noexcept
        : offload_job(work, &finished), pool_(pool), back_(*this), stop_(*this) {}
    offload_operation_base(const offload_operation_base& unstarted) noexcept
        : offload_job(unstarted), pool_(unstarted.pool_), back_(*this), stop_(*this) {}
    ~offload_operation_base() = default;

    [[nodiscard]] std::error_code error() const noexcept { return error_; }

private:
    struct return_trip : remote_work {
        explicit return_trip(offload_operation_base& owner) noexcept
            : remote_work(&arrived), self(owner) {}
        static void arrived(remote_work& work) noexcept;
        offload_operation_base& self;
    };
    struct stop_link : stop_callback {
        explicit stop_link(offload_operation_base& owner) noexcept
            : stop_callback(&on_request), self(owner) {}
        static void on_request(stop_callback& callback) noexcept;
        offload_operation_base& self;
    };

    static void finished(offload_job& job) noexcept;

    offload_pool& pool_;
    return_trip back_;
    stop_link stop_;
    loop_context* loop_ = nullptr;
    waiter* waiter_ = nullptr;
    stop_token stop_token_;
    std::error_code error_;
};

template <class F>
class offload_operation : public offload_operation_base {
    using value = std::invoke_result_t<F&>;
    using stored = std::conditional_t<std::is_void_v<value>, bool, value>;

public:
    offload_operation(offload_pool& pool, F fn) noexcept
        : offload_operation_base(pool, &call), fn_(std::move(fn)) {}
    offload_operation(offload_operation&& unstarted) noexcept
        : offload_operation_base(unstarted), fn_(std::move(unstarted.fn_)) {}

    as_result<value> take() {
        if (error()) return fail(error());
        if (thrown_) std::rethrow_exception(std::move(thrown_));
        if constexpr (std::is_void_v<value>)
            return {};
        else
            return std::move(*value_);
    }

private:
    static void call(weir::offload_job& job) noexcept;

    F fn_;
    std::optional<stored> value_;
    std::exception_ptr thrown_;
};

template <class F>
void offload_operation<F>::call(weir::offload_job& job) noexcept {
    auto& self = static_cast<offload_operation&>(static_cast<offload_operation_base&>(job));
    try {
        if constexpr (std::is_void_v<value>)
            self.fn_();
        else
            self.value_.emplace(self.fn_());
    } catch (...) {
        self.thrown_ = std::current_exception();
    }
}

}  // namespace detail

/// Runs `fn()` on a thread of `pool` and waits for it. Completes on the caller's shard. Result: a
/// `result` of what `fn` returns; its exception is rethrown. Errors: `errc::queue_full`;
/// `errc::canceled` or `timed_out` if stopped before a thread took it. Lifetime: the pool and all
/// that `fn` refers to live until it completes.
template <class F>
[[nodiscard]] auto offload(offload_pool& pool, F fn) noexcept {
    return detail::offload_operation<F>(pool, std::move(fn));
}

}  // namespace weir::inline v0
