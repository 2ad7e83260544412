// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The seam through which everything that can be awaited says "done".
///
/// A waiter is a function with a link: whoever completes an operation calls `complete(waiter)`,
/// and gets back the coroutine to run next. It is more than a bare `coroutine_handle`, because
/// `ok()`, scopes, timeouts and probes put a waiter of their own between an operation and the
/// coroutine that awaits it, without a coroutine frame of their own. A promise is itself the
/// waiter that resumes its coroutine.
///
/// Waiters are also what the ready queue of a loop holds: an operation that completed in the
/// kernel is queued, and its waiter completed when its turn comes.

#include <coroutine>

namespace weir::inline v0 {

struct waiter {
    using complete_fn = std::coroutine_handle<> (*)(waiter*) noexcept;

    explicit waiter(complete_fn fn) noexcept : complete_(fn) {}
    waiter(const waiter& other) noexcept : complete_(other.complete_) {}
    waiter& operator=(const waiter&) = delete;

    /// Says "done" and returns what to resume; `std::noop_coroutine()` when nothing follows.
    [[nodiscard]] std::coroutine_handle<> complete() noexcept { return complete_(this); }

protected:
    ~waiter() = default;

private:
    friend class ready_queue;

    complete_fn complete_;
    waiter* next_ = nullptr;
};

/// FIFO of waiters whose operation is done. Each waiter is in at most one queue, at most once.
class ready_queue {
public:
    [[nodiscard]] bool empty() const noexcept { return head_ == nullptr; }

    void push(waiter& w) noexcept {
        w.next_ = nullptr;
        *tail_ = &w;
        tail_ = &w.next_;
    }

    waiter* pop() noexcept {
        waiter* first = head_;
        if (first == nullptr) return nullptr;
        head_ = first->next_;
        if (head_ == nullptr) tail_ = &head_;
        return first;
    }

    ready_queue() noexcept = default;
    ready_queue(const ready_queue&) = delete;
    ready_queue& operator=(const ready_queue&) = delete;

private:
    waiter* head_ = nullptr;
    waiter** tail_ = &head_;
};

}  // namespace weir::inline v0
