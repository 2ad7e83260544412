// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What a listener does: the multishot accept, the queue, the waiting tasks, the back-off.
///
/// It lives on the heap because the driver refers to the accept until its terminal completion; a
/// listener that is destroyed earlier leaves its state behind, which then deletes itself.

#include "net/hand_over.hpp"
#include "net/socket_file.hpp"

#include <weir/net/listener.hpp>
#include <weir/rt/handle.hpp>
#include <weir/rt/io_operation.hpp>
#include <weir/rt/shard.hpp>

#include <deque>
#include <memory>

namespace weir::inline v0::detail {

class listener_state final : io_operation {
public:
    /// With a socket of its own; with none, connections come from `seat`.
    listener_state(tracked_handle socket, const address& local,
                   const listen_options& options) noexcept;

    void close(std::error_code reason = errc::closed) noexcept;
    /// Closes; the state deletes itself now, or when the driver is done with it.
    void abandon() noexcept;

    /// A connection: for a waiting task, else for the queue.
    void deliver(owned_descriptor socket) noexcept;
    /// The oldest connection of the queue, if any.
    [[nodiscard]] owned_descriptor take() noexcept;
    void wait_for(accept_operation_base& task) noexcept;

    [[nodiscard]] bool is_closed() const noexcept { return closed_; }
    [[nodiscard]] std::error_code close_reason() const noexcept { return reason_; }
    [[nodiscard]] bool has_pending() const noexcept { return !queue_.empty(); }
    [[nodiscard]] listener_stats stats() const noexcept;

    address local;
    listen_options options;
    socket_file file;
    std::shared_ptr<detail::seat> seat;

private:
    struct alarm : timer {
        explicit alarm(listener_state& owner) noexcept : timer(&ring), self(owner) {}
        static void ring(timer& t) noexcept { static_cast<alarm&>(t).self.listen_on(); }
        listener_state& self;
    };

    static void on_completion(io_operation& op, io_completion&& done) noexcept;
    void completed(const io_completion& done) noexcept;
    void failed(int error) noexcept;
    void listen_on() noexcept;
    void pause() noexcept;
    void back_off(int error) noexcept;
    void left_the_queue() noexcept;

    tracked_handle socket_;
    shard& loop_;
    std::deque<owned_descriptor> queue_;
    intrusive_list<accept_operation_base> waiting_;
    alarm retry_{*this};
    duration delay_{};
    time_point quiet_until_;
    listener_stats stats_;
    bool in_flight_ = false;
    bool pausing_ = false;
    bool closed_ = false;
    bool abandoned_ = false;
    std::error_code reason_;
};

}  // namespace weir::inline v0::detail
