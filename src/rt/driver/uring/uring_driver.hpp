// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The io_uring driver: requests become entries of the submission queue, which the kernel gets
/// together with the shard's wait, in one system call a turn.
///
/// An operation's address is its name to the kernel. It cannot be mistaken for a later operation
/// at the same address: the entry that cancels it precedes the later one's in the queue, and the
/// kernel takes entries in order.
///
/// A repeated request is one stream to its consumer. The kernel may end a multishot request on its
/// own after a success (when completions overflow the queue, for one); the driver begins it again.
/// Repeated polls report changes, like an edge-triggered epoll: consume until nothing is left.

#include "rt/driver/driver.hpp"
#include "rt/driver/uring/entry.hpp"
#include "rt/driver/uring/lease_ring.hpp"
#include "rt/driver/uring/ring.hpp"
#include "rt/driver/uring/wake_signal.hpp"

#include <weir/coro/loop_context.hpp>

namespace weir::inline v0::detail::uring {

class uring_driver final : public driver {
public:
    explicit uring_driver(loop_context& loop) noexcept : loop_(loop) {}
    /// Cancels what is pending and waits for it: the kernel still uses its memory.
    ~uring_driver() override;

    /// With smaller limits if the kernel has not the memory for these.
    [[nodiscard]] result<void> open(const driver_limits& limits) noexcept;

    [[nodiscard]] const char* name() const noexcept override { return "uring"; }
    [[nodiscard]] result<io_entry*> adopt(int fd) noexcept override;
    void close(io_entry& closed) noexcept override;
    [[nodiscard]] bool try_now(io_operation& op, io_completion& done) noexcept override;
    void start(io_operation& op) noexcept override;
    void cancel(io_operation& op) noexcept override;
    void poll(deadline until) noexcept override;
    void close_phase() noexcept override;
    void wake() noexcept override { wake_.raise(); }
    [[nodiscard]] std::size_t pending() const noexcept override { return pending_; }

private:
    [[nodiscard]] result<void> open_with(const driver_limits& limits) noexcept;

    // Towards the kernel.
    void plan(io_operation& op) noexcept;
    void issue(io_operation& op) noexcept;
    [[nodiscard]] bool submit_cancel(const io_operation& op) noexcept;
    void submit_backlog() noexcept;
    void watch_wake() noexcept;
    void enter_kernel(deadline until) noexcept;
    void cancel_all() noexcept;

    // From the kernel.
    void on_event(const event& e) noexcept;
    void on_event(io_operation& op, const event& e) noexcept;
    [[nodiscard]] bool begins_again(io_operation& op, int res) noexcept;
    [[nodiscard]] bool would_block(io_operation& op) noexcept;
    [[nodiscard]] bool finds_no_buffer(io_operation& op) noexcept;
    void take_received(io_operation& op, const event& e, buffer&& lease,
                       io_completion& done) noexcept;
    void go_on(io_operation& op, io_completion&& done) noexcept;
    void finish(io_operation& op, io_completion&& done) noexcept;
    void finish_canceled() noexcept;
    void deliver(io_operation& op, io_completion&& done) noexcept;

    [[nodiscard]] bool ending(const io_operation& op) const noexcept {
        return stopping_ || is(op, cancelling);
    }

    loop_context& loop_;
    ring ring_;
    lease_ring::pointer leases_;
    wake_signal wake_;
    bool watching_ = false;
    bool stopping_ = false;
    bool cancel_missed_ = false;     // the kernel did not find what it was to cancel
    bool unsignaled_writes_ = true;  // until the kernel says that it has no such thing
    std::size_t pending_ = 0;
    intrusive_list<entry> open_;
    intrusive_list<entry> closing_;
    intrusive_list<io_operation> backlog_;         // to be handed to the kernel, in order
    intrusive_list<io_operation> unsent_cancels_;  // in the kernel, but it took no cancel
    intrusive_list<io_operation> sent_cancels_;    // in the kernel, which was told to end them
    intrusive_list<io_operation> canceled_;        // ended before the kernel had them
};

}  // namespace weir::inline v0::detail::uring
