// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A signal for one: each `set` lets one task through, the one that waited longest.
///
///     auto_reset_event work;
///     for (;;) {
///         co_await ok(work.wait());
///         flush_all();               // however often work.set() was called meanwhile
///     }
///
/// Signals do not add up: two `set` calls while nobody waits let one task through. To count, use a
/// `semaphore`.
///
/// Thread safety: belongs to one shard. Lifetime: it outlives its waiters; destroying one that is
/// waited for ends the program with a sentence.

#include <weir/base/fatal.hpp>
#include <weir/coro/parked.hpp>

#include <utility>

namespace weir::inline v0 {

class auto_reset_event;

namespace detail {

class auto_reset_wait : public parked_operation<auto_reset_wait> {
public:
    explicit auto_reset_wait(auto_reset_event& owner) noexcept
        : parked_operation(info), owner_(owner) {}

    result<void> take() noexcept { return status(); }

private:
    friend class parked_operation<auto_reset_wait>;
    static constexpr op_info info{"auto_reset_event.wait", "sync"};

    inline bool try_now() noexcept;
    inline void enqueue() noexcept;

    auto_reset_event& owner_;
};

}  // namespace detail

class auto_reset_event {
public:
    explicit auto_reset_event(bool set = false) noexcept : set_(set) {}
    auto_reset_event(const auto_reset_event&) = delete;
    auto_reset_event& operator=(const auto_reset_event&) = delete;
    ~auto_reset_event() {
        require(waiting_.empty(), "an auto_reset_event was destroyed while tasks wait for it");
    }

    /// Lets through the task that waited longest; if none waits, the next one to come.
    void set() noexcept {
        if (detail::auto_reset_wait* first = waiting_.pop_front())
            first->wake();
        else
            set_ = true;
    }

    /// Takes back a signal that nobody has consumed yet.
    void reset() noexcept { set_ = false; }

    /// Completes when this task is let through, which consumes the signal. Errors: those of a stop.
    /// Cancellation: prompt, consumes nothing; a task let through before the stop succeeds.
    [[nodiscard]] detail::auto_reset_wait wait() noexcept [[clang::lifetimebound]] {
        return detail::auto_reset_wait(*this);
    }

    /// Consumes the signal without waiting; false if there is none.
    [[nodiscard]] bool try_wait() noexcept { return std::exchange(set_, false); }

private:
    friend class detail::auto_reset_wait;

    intrusive_list<detail::auto_reset_wait> waiting_;
    bool set_;
};

namespace detail {

inline bool auto_reset_wait::try_now() noexcept {
    return owner_.try_wait();
}

inline void auto_reset_wait::enqueue() noexcept {
    owner_.waiting_.push_back(*this);
}

}  // namespace detail

}  // namespace weir::inline v0
