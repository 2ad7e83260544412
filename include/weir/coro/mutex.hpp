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
#include <weir/coro/parked.hpp>

#include <optional>
#include <utility>

namespace weir::inline v0 {

namespace detail {
class mutex_lock;
}

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
        return guard(*this);
    }

    [[nodiscard]] bool locked() const noexcept { return locked_; }

private:
    friend class detail::mutex_lock;

    inline void unlock() noexcept;

    intrusive_list<detail::mutex_lock> waiting_;
    bool locked_ = false;
};

namespace detail {

class mutex_lock : public parked_operation<mutex_lock> {
public:
    explicit mutex_lock(mutex& owner) noexcept : parked_operation(info), owner_(owner) {}
    mutex_lock(const mutex_lock& unstarted) noexcept : mutex_lock(unstarted.owner_) {}

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
        held_ = mutex::guard(owner_);
        wake();
    }

    mutex& owner_;
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
