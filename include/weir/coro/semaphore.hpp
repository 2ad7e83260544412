// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A count of units that tasks take and give back: limits how much happens at once.
///
///     semaphore connections(100);
///     semaphore::permit one = co_await ok(connections.hold());   // given back when destroyed
///
/// `acquire` and `release` are the bare count, for units that are taken by one task and given back
/// by another. Prefer `hold` elsewhere: `co_await ok(...)` may leave the coroutine early.
///
/// Fair: requests are served in the order of their arrival and nobody overtakes, so that a large
/// one is not starved by small ones: while the first cannot be served, those behind it wait too.
///
/// Thread safety: a semaphore belongs to one shard. Lifetime: it outlives its waiters and permits;
/// destroying one that is waited for ends the program with a sentence.

#include <weir/base/fatal.hpp>
#include <weir/coro/parked.hpp>

#include <cstddef>
#include <utility>

namespace weir::inline v0 {

namespace detail {
class semaphore_acquire;
class semaphore_hold;
}  // namespace detail

class semaphore {
public:
    /// Units that go back when it is destroyed.
    class [[nodiscard("a permit that is dropped goes back at once")]] permit {
    public:
        permit(permit&& other) noexcept
            : owner_(std::exchange(other.owner_, nullptr)), units_(other.units_) {}
        permit& operator=(permit&& other) noexcept {
            if (this != &other) {
                release();
                owner_ = std::exchange(other.owner_, nullptr);
                units_ = other.units_;
            }
            return *this;
        }
        ~permit() { release(); }

        /// Gives the units back early; nothing happens the second time.
        void release() noexcept {
            if (owner_ != nullptr) std::exchange(owner_, nullptr)->release(units_);
        }
        [[nodiscard]] std::size_t units() const noexcept { return owner_ != nullptr ? units_ : 0; }

    private:
        friend class detail::semaphore_hold;
        permit(semaphore& owner, std::size_t units) noexcept : owner_(&owner), units_(units) {}
        semaphore* owner_;
        std::size_t units_;
    };

    explicit semaphore(std::size_t units) noexcept : available_(units) {}
    semaphore(const semaphore&) = delete;
    semaphore& operator=(const semaphore&) = delete;
    ~semaphore() { require(waiting_.empty(), "a semaphore was destroyed while tasks wait for it"); }

    /// Completes when `units` were taken. A request for more than there will ever be waits until it
    /// is stopped. Errors: those of a stop. Cancellation: prompt, takes nothing and lets those
    /// behind proceed; a task that was granted its units before the stop keeps them.
    [[nodiscard]] inline detail::semaphore_acquire acquire(std::size_t units = 1) noexcept
        [[clang::lifetimebound]];

    /// The same. Result: a permit that gives the units back when destroyed.
    [[nodiscard]] inline detail::semaphore_hold hold(std::size_t units = 1) noexcept
        [[clang::lifetimebound]];

    /// Takes `units` if they are there and nobody waits; else takes nothing and returns false.
    [[nodiscard]] bool try_acquire(std::size_t units = 1) noexcept {
        if (available_ < units || !waiting_.empty()) return false;
        available_ -= units;
        return true;
    }

    /// Gives back `units`, or adds new ones, and serves those who wait.
    void release(std::size_t units = 1) noexcept {
        available_ += units;
        serve();
    }

    [[nodiscard]] std::size_t available() const noexcept { return available_; }

private:
    friend class detail::semaphore_acquire;

    inline void serve() noexcept;

    intrusive_list<detail::semaphore_acquire> waiting_;
    std::size_t available_;
};

namespace detail {

class semaphore_acquire : public parked_operation<semaphore_acquire> {
public:
    semaphore_acquire(semaphore& owner, std::size_t units) noexcept
        : parked_operation(info, &on_stop), owner_(owner), units_(units) {}
    semaphore_acquire(const semaphore_acquire& unstarted) noexcept
        : semaphore_acquire(unstarted.owner_, unstarted.units_) {}
    ~semaphore_acquire() {
        if (granted_) owner_.release(units_);
    }

    result<void> take() noexcept {
        granted_ = false;  // they are the caller's now
        return status();
    }

protected:
    semaphore& owner_;
    std::size_t units_;

private:
    friend class parked_operation<semaphore_acquire>;
    friend class weir::semaphore;
    static constexpr op_info info{"semaphore.acquire", "sync"};

    bool try_now() noexcept { return granted_ = owner_.try_acquire(units_); }
    void enqueue() noexcept { owner_.waiting_.push_back(*this); }

    // Those behind a large request may be small enough for what is there.
    static void on_stop(parked& p) noexcept {
        p.unlink();
        static_cast<semaphore_acquire&>(p).owner_.serve();
    }

    bool granted_ = false;
};

class semaphore_hold : public semaphore_acquire {
public:
    using semaphore_acquire::semaphore_acquire;

    result<semaphore::permit> take() noexcept {
        if (auto acquired = semaphore_acquire::take(); !acquired) return fail(acquired.error());
        return semaphore::permit(owner_, units_);
    }
};

}  // namespace detail

inline detail::semaphore_acquire semaphore::acquire(std::size_t units) noexcept {
    return {*this, units};
}

inline detail::semaphore_hold semaphore::hold(std::size_t units) noexcept {
    return {*this, units};
}

inline void semaphore::serve() noexcept {
    while (!waiting_.empty() && waiting_.front().units_ <= available_) {
        detail::semaphore_acquire& first = *waiting_.pop_front();
        available_ -= first.units_;
        first.granted_ = true;
        first.wake();
    }
}

}  // namespace weir::inline v0
