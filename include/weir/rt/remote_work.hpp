// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Work that other threads hand to a shard: the one way in.
///
/// A `remote_work` is an intrusive node; posting it allocates nothing. The inbox of a shard is a
/// lock-free stack that the shard takes whole and runs in the order of posting. A closed inbox
/// refuses work, and the poster learns it.

#include <atomic>

namespace weir::inline v0 {

/// Runs on the shard it is posted to. Stays alive until it has run.
struct remote_work {
    using function = void (*)(remote_work&) noexcept;
    explicit remote_work(function fn) noexcept : run(fn) {}
    remote_work(const remote_work& unposted) noexcept : run(unposted.run) {}
    remote_work& operator=(const remote_work&) = delete;

    function run;
    remote_work* next = nullptr;
};

class inbox {
public:
    inbox() noexcept = default;
    inbox(const inbox&) = delete;
    inbox& operator=(const inbox&) = delete;

    /// False if closed. Thread-safe.
    bool push(remote_work& work) noexcept {
        remote_work* head = head_.load(std::memory_order_relaxed);
        do {
            if (head == closed()) return false;
            work.next = head;
        } while (!head_.compare_exchange_weak(head, &work, std::memory_order_seq_cst,
                                              std::memory_order_relaxed));
        return true;
    }

    [[nodiscard]] bool empty() const noexcept {
        const remote_work* head = head_.load(std::memory_order_seq_cst);
        return head == nullptr || head == closed();
    }

    /// Takes all, oldest first. Only by the owner.
    [[nodiscard]] remote_work* take_all() noexcept {
        if (empty()) return nullptr;
        return reversed(head_.exchange(nullptr, std::memory_order_acquire));
    }

    /// Refuses further work from now on; false, and nothing happens, if there is some. Only by the
    /// owner.
    [[nodiscard]] bool close_if_empty() noexcept {
        remote_work* found = nullptr;
        return head_.compare_exchange_strong(found, closed(), std::memory_order_acq_rel) ||
               found == closed();
    }

private:
    static remote_work* closed() noexcept { return &closed_mark; }

    static remote_work* reversed(remote_work* newest) noexcept {
        remote_work* oldest = nullptr;
        while (newest != nullptr) {
            remote_work* next = newest->next;
            newest->next = oldest;
            oldest = newest;
            newest = next;
        }
        return oldest;
    }

    static inline remote_work closed_mark{nullptr};
    std::atomic<remote_work*> head_{nullptr};
};

}  // namespace weir::inline v0
