// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// One io_uring instance: its two queues and the system call that serves both.
///
/// Entries of the submission queue are filled at leisure and handed over by `submit`, or together
/// with the wait, so that a turn of the loop costs one system call. The ring belongs to the thread
/// that opened it (SINGLE_ISSUER), which must also close it.

#include <weir/base/result.hpp>
#include <weir/base/time.hpp>

#include <liburing.h>
#include <sys/socket.h>

#include <cstdint>
#include <memory>

namespace weir::inline v0::detail::uring {

/// What the kernel says of one request.
struct event {
    std::uint64_t user_data;
    int res;
    unsigned flags;
};

class ring {
public:
    ring() noexcept = default;
    ring(const ring&) = delete;
    ring& operator=(const ring&) = delete;
    ~ring();

    /// Sets up the ring with the best flags the kernel takes, and proves that it works. Errors: the
    /// kernel's (EPERM where a container forbids it, ENOSYS, ENOMEM, EINVAL);
    /// `function_not_supported` if it lacks something we need (before Linux 5.19).
    [[nodiscard]] result<void> open(unsigned entries) noexcept;

    /// The same with given IORING_SETUP flags only.
    [[nodiscard]] result<void> open_with(unsigned entries, unsigned flags) noexcept;

    /// The next entry to fill; null if the queue is full and the kernel takes nothing now.
    [[nodiscard]] io_uring_sqe* next() noexcept;

    /// A message header that lives until the kernel has taken `sqe`. It copies the header then
    /// (IORING_FEAT_SUBMIT_STABLE, 5.5), so one per entry of the queue is enough.
    [[nodiscard]] msghdr& header_of(const io_uring_sqe& sqe) noexcept {
        return headers_[&sqe - ring_.sq.sqes];
    }

    /// Hands over what was filled, and collects nothing unless the kernel asks for it.
    void submit() noexcept;

    /// Whether a system call would achieve anything: entries to hand over, deferred work to run, or
    /// completions that did not fit.
    [[nodiscard]] bool wants_kernel() const noexcept {
        constexpr unsigned work = IORING_SQ_CQ_OVERFLOW | IORING_SQ_TASKRUN;
        return io_uring_sq_ready(&ring_) != 0 ||
               (__atomic_load_n(ring_.sq.kflags, __ATOMIC_RELAXED) & work) != 0;
    }

    /// Hands over, runs what the kernel deferred (which DEFER_TASKRUN does nowhere else), returns.
    void submit_and_collect() noexcept;

    /// Hands over and waits for a completion, for `limit` at most (`duration::max()`: no limit).
    void submit_and_wait(duration limit) noexcept;

    [[nodiscard]] bool has_completions() const noexcept { return io_uring_cq_ready(&ring_) != 0; }

    /// Calls `visit(event)` for the completions that are there now. Those that come meanwhile wait
    /// for the next call, so that the caller's turn ends.
    template <class Visitor>
    void reap(Visitor&& visit) noexcept {
        for (unsigned left = io_uring_cq_ready(&ring_); left != 0; --left) {
            const io_uring_cqe& cqe = ring_.cq.cqes[*ring_.cq.khead & ring_.cq.ring_mask];
            const event copy{cqe.user_data, cqe.res, cqe.flags};
            io_uring_cq_advance(&ring_, 1);
            visit(copy);
        }
    }

    /// The IORING_SETUP flags in use.
    [[nodiscard]] unsigned flags() const noexcept { return ring_.flags; }
    [[nodiscard]] io_uring& native() noexcept { return ring_; }

private:
    [[nodiscard]] result<void> verify() noexcept;
    void close() noexcept;

    io_uring ring_{};
    bool open_ = false;
    std::unique_ptr<msghdr[]> headers_;
};

}  // namespace weir::inline v0::detail::uring
