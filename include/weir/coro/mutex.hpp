// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Mutual exclusion between tasks of one shard, across their awaits.
///
///     mutex writing;
///     mutex::guard held = co_await ok(writing.lock());
///     co_await ok(peer.write(head));
///     co_await ok(peer.write(body));    // no other task's bytes in between
///
/// State that is not held across an await needs no mutex: only one task of a shard runs at a time.
/// Fair: the lock passes from its holder to the task that waited longest; nobody overtakes.
///
/// Thread safety: a mutex belongs to one shard. Lifetime: it outlives its guards and waiters;
/// destroying one that is locked ends the program with a sentence.

#include <weir/base/fatal.hpp>
#include <weir/coro/loop_context.hpp>
#include <weir/coro/parked.hpp>

#include <optional>
#include <utility>

namespace weir::inline v0 {

namespace detail {
class mutex_lock;
}

/// Which task took a lock, for diagnostics. The pointer may be stale: a guard can outlive the task.
struct lock_holder {
    const promise_base* task = nullptr;  ///< a task that a scope spawned; null if it is not known
    const char* name = nullptr;
    time_point since{};
};

class mutex {
public:
    /// Holds the lock; unlocks when destroyed.
    class [[nodiscard("a guard that is dropped unlocks at once")]] guard {
    public:
        guard(guard&& other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
        guard& operator=(guard&& other) noexcept {
            if (this != &other) {
                unlock();
                held_ = std::exchange(other.held_, nullptr);
            }
            return *this;
        }
        ~guard() { unlock(); }

        /// Unlocks early; nothing happens the second time.
        void unlock() noexcept {
            if (held_ != nullptr) std::exchange(held_, nullptr)->unlock();
        }
        [[nodiscard]] bool owns_lock() const noexcept { return held_ != nullptr; }

    private:
        friend class mutex;
        friend class detail::mutex_lock;
        explicit guard(mutex& held) noexcept : held_(&held) {}
        mutex* held_;
    };

    mutex() noexcept = default;
    mutex(const mutex&) = delete;
    mutex& operator=(const mutex&) = delete;
    ~mutex() { require(!locked_, "a mutex was destroyed while it was locked"); }

    /// Completes when the lock is ours. Result: its guard. Errors: those of a stop. Cancellation:
    /// prompt, leaves the queue; a task that was handed the lock before the stop gets it.
    [[nodiscard]] inline detail::mutex_lock lock() noexcept [[clang::lifetimebound]];

    /// The guard if nobody holds the lock, else nothing.
    [[nodiscard]] std::optional<guard> try_lock() noexcept [[clang::lifetimebound]] {
        if (std::exchange(locked_, true)) return std::nullopt;
        const loop_context* loop = loop_context::this_thread();
        note_holder(loop != nullptr ? loop->current() : nullptr);
        return guard(*this);
    }

    [[nodiscard]] bool locked() const noexcept { return locked_; }
    /// Of use while it is locked.
    [[nodiscard]] const lock_holder& holder() const noexcept { return holder_; }

private:
    friend class detail::mutex_lock;

    inline void unlock() noexcept;

    // A coroutine may hand the guard to its awaiter and end, so the lock is its task's.
    void note_holder(const promise_base* taker) noexcept {
        const promise_base* p = taker;
        while (p != nullptr && p->parent() != nullptr && is_awaited(*p)) p = p->parent();
        holder_ = {};
        if (p == nullptr || p->name() == nullptr) return;
        holder_ = {p, p->name(), p->env().loop->now()};
    }
    static bool is_awaited(const promise_base& p) noexcept {
        bool found = false;
        p.parent()->for_each_awaited([&](const promise_base& a) { found = found || &a == &p; });
        return found;
    }

    intrusive_list<detail::mutex_lock> waiting_;
    bool locked_ = false;
    lock_holder holder_;
};

namespace detail {

class mutex_lock : public parked_operation<mutex_lock> {
public:
    explicit mutex_lock(mutex& owner) noexcept : parked_operation(info), owner_(owner) {}
    mutex_lock(const mutex_lock& unstarted) noexcept : mutex_lock(unstarted.owner_) {}

    waiter* start(const environment& env, promise_base* parent, waiter& w) noexcept {
        taker_ = parent;
        return parked_operation::start(env, parent, w);
    }

    result<mutex::guard> take() noexcept {
        if (error()) return fail(error());
        return std::move(*held_);
    }

private:
    friend class parked_operation<mutex_lock>;
    friend class weir::mutex;
    static constexpr op_info info{"mutex.lock", "sync"};

    bool try_now() noexcept {
        held_ = owner_.try_lock();
        return held_.has_value();
    }
    void enqueue() noexcept { owner_.waiting_.push_back(*this); }

    void hand_over() noexcept {
        owner_.note_holder(taker_);
        held_ = mutex::guard(owner_);
        wake();
    }

    mutex& owner_;
    const promise_base* taker_ = nullptr;
    std::optional<mutex::guard> held_;  // unlocks if the operation is dropped after the hand-over
};

}  // namespace detail

inline detail::mutex_lock mutex::lock() noexcept {
    return detail::mutex_lock(*this);
}

inline void mutex::unlock() noexcept {
    if (detail::mutex_lock* next = waiting_.pop_front())
        next->hand_over();
    else
        locked_ = false;
}

}  // namespace weir::inline v0
