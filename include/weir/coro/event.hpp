// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A flag that tasks wait for: once set, it lets everybody through until it is reset.
///
///     event loaded;
///     s.spawn("loader", [&] -> task<void> { co_await load(); loaded.set(); });
///     co_await ok(loaded.wait());
///
/// For a signal that lets one task through and falls back, see `auto_reset_event`.
///
/// Thread safety: an event belongs to one shard. Lifetime: it outlives its waiters; destroying one
/// that is waited for ends the program with a sentence.

#include <weir/base/fatal.hpp>
#include <weir/coro/parked.hpp>

namespace weir::inline v0 {

class event;

namespace detail {

class event_wait : public parked_operation<event_wait> {
public:
    explicit event_wait(event& owner) noexcept : parked_operation(info), owner_(owner) {}

    result<void> take() noexcept { return status(); }

private:
    friend class parked_operation<event_wait>;
    static constexpr op_info info{"event.wait", "sync"};

    inline bool try_now() noexcept;
    inline void enqueue() noexcept;

    event& owner_;
};

}  // namespace detail

class event {
public:
    explicit event(bool set = false) noexcept : set_(set) {}
    event(const event&) = delete;
    event& operator=(const event&) = delete;
    ~event() { require(waiting_.empty(), "an event was destroyed while tasks wait for it"); }

    /// Lets through all that wait, in the order of their arrival, and all that come until `reset`.
    void set() noexcept {
        set_ = true;
        while (detail::event_wait* w = waiting_.pop_front()) w->wake();
    }

    /// From now on tasks wait again; those let through already go on.
    void reset() noexcept { set_ = false; }

    /// Completes when the event is set, at once if it is. Errors: those of a stop. Cancellation:
    /// prompt, leaves nothing behind; a task that was let through before the stop succeeds.
    [[nodiscard]] detail::event_wait wait() noexcept [[clang::lifetimebound]] {
        return detail::event_wait(*this);
    }

    [[nodiscard]] bool is_set() const noexcept { return set_; }

private:
    friend class detail::event_wait;

    intrusive_list<detail::event_wait> waiting_;
    bool set_;
};

namespace detail {

inline bool event_wait::try_now() noexcept {
    return owner_.set_;
}

inline void event_wait::enqueue() noexcept {
    owner_.waiting_.push_back(*this);
}

}  // namespace detail

}  // namespace weir::inline v0
