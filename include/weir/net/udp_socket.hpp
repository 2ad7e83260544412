// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Datagrams over IPv4 and IPv6.
///
///     udp_socket s = co_await ok(udp_socket::bind(address::loopback(5353)));
///     for (;;) {
///         datagram question = co_await ok(s.recv());
///         co_await ok(s.send_to(question.data.bytes(), question.from));
///     }
///
/// A datagram arrives whole or not at all, and may be empty, which is no end. One that is longer
/// than `datagram_size` is cut and says so. Whoever has many to receive or send does it by the
/// batch, with one system call for up to 64; equal pieces for one peer go by `send_segments`, which
/// lets the kernel or the network card cut them (GSO).
///
/// Rules. At most one task receives and one sends at a time; a second one is fatal. A stopped
/// receive (`errc::canceled`, `errc::timed_out`) loses no datagram. A socket belongs to its shard,
/// outlives the operations on it, and may be moved while none is pending.

#include <weir/base/buffer.hpp>
#include <weir/coro/task.hpp>
#include <weir/net/address.hpp>
#include <weir/net/datagram_batch.hpp>
#include <weir/net/owned_descriptor.hpp>
#include <weir/rt/handle.hpp>
#include <weir/rt/io_operation.hpp>

#include <cstddef>
#include <source_location>
#include <span>
#include <system_error>

namespace weir::inline v0 {

struct udp_options {
    /// The longest datagram that `recv` takes whole. The default fits every one; a smaller number
    /// spares memory where received datagrams are kept.
    std::size_t datagram_size = 65535;
    bool reuse_address = false;
    /// Several sockets may be bound to the port, one per shard; the kernel spreads datagrams.
    bool reuse_port = false;
    /// An IPv6 socket does not take IPv4 as well.
    bool v6_only = false;
    /// Permits sending to broadcast addresses.
    bool broadcast = false;
    /// Lets the kernel cut segments where it can; off sends them one by one, for a path that
    /// mishandles them.
    bool segmentation_offload = true;
    /// Kernel buffers in bytes; 0 leaves them to the kernel.
    int send_buffer = 0;
    int receive_buffer = 0;
};

struct datagram {
    buffer data;
    address from;
    bool truncated = false;  ///< it was longer than `datagram_size`; the rest is lost
};

/// One of a batch to send.
struct outgoing_datagram {
    std::span<const std::byte> bytes;
    address to;  ///< no address: the connected peer
};

class udp_socket {
public:
    /// The longest datagram that can be sent over IPv4.
    static constexpr std::size_t max_datagram = 65507;

    /// Binds, on a shard. Port 0 takes a free one, see `local_address`. Errors: the system's, such
    /// as EADDRINUSE; `errc::bad_argument` for anything but IP, or a `datagram_size` of 0.
    [[nodiscard]] static result<udp_socket> bind(
        const address& at, const udp_options& options = {},
        std::source_location where = std::source_location::current()) noexcept;

    /// A socket that exchanges datagrams with `to` only, from a free port, on a shard. Nothing is
    /// sent. When the peer's host answers that nobody is there, a later receive or send fails with
    /// ECONNREFUSED. Errors: as `bind`.
    [[nodiscard]] static result<udp_socket> connect(
        const address& to, const udp_options& options = {},
        std::source_location where = std::source_location::current()) noexcept;

    /// Completes when there is a datagram. Errors: `errc::closed` after `close`; the system's, of
    /// which ECONNREFUSED leaves the socket usable. Cancellation: no datagram is lost. Lifetime:
    /// the buffer is the caller's.
    task<result<datagram>> recv();

    /// Receives all that are there, as far as `into` has room. Completes when there is at least
    /// one. Result: how many. Lifetime: `into` is used until completion. Else as `recv`.
    task<result<std::size_t>> recv_batch(datagram_batch& into);

    /// Sends one datagram to the connected peer. Completes when the system took it. Errors:
    /// EMSGSIZE for more than `max_datagram` bytes; EDESTADDRREQ unless connected; `errc::closed`;
    /// ECONNREFUSED for an earlier one, and then this one was not sent. Cancellation: it was not
    /// sent. Lifetime: `bytes` is used until completion.
    [[clang::coro_wrapper]] task<result<void>> send(std::span<const std::byte> bytes) {
        return send_to(bytes, address());
    }

    /// The same, to `to`.
    task<result<void>> send_to(std::span<const std::byte> bytes, address to);

    /// Sends all in order. Completes when the system took the last, or one failed. Result: how many
    /// were sent; fewer than all when the next one failed or the task was stopped, and sending the
    /// rest again tells why. Errors: as `send`, if nothing was sent. Cancellation: between two
    /// datagrams. Lifetime: `batch` and its bytes are used until completion.
    task<result<std::size_t>> send_batch(std::span<const outgoing_datagram> batch);

    /// Sends `bytes` as datagrams of `segment_size` bytes, the last one shorter if need be; no
    /// bytes are no datagram. Result: how many datagrams. Errors: `errc::bad_argument` for a size
    /// of 0 or above `max_datagram`. Else as `send_batch`, where the unit is what one system call
    /// takes: 64 segments, `max_datagram` bytes.
    task<result<std::size_t>> send_segments(std::span<const std::byte> bytes,
                                            std::size_t segment_size, address to = {});

    /// Pending operations end with `errc::closed`.
    void close() noexcept { handle_.close(); }

    /// Asked of the system; no address once closed, or where there is no peer.
    [[nodiscard]] address local_address() const noexcept;
    [[nodiscard]] address peer_address() const noexcept;

    /// True if the kernel cuts segments.
    [[nodiscard]] bool offloads_segments() const noexcept { return offloads_segments_; }

    /// False once closed or moved from.
    [[nodiscard]] bool is_open() const noexcept { return static_cast<bool>(handle_); }

    /// The descriptor for `getsockopt` and the like, -1 once closed.
    [[nodiscard]] int native() const noexcept { return handle_.native(); }

private:
    class in_use;

    udp_socket(tracked_handle handle, const udp_options& options) noexcept;

    [[nodiscard]] static result<udp_socket> adopt(owned_descriptor socket,
                                                  const udp_options& options,
                                                  std::source_location where) noexcept;

    /// Repeats `attempt`, which makes one system call and returns its result, until it does not say
    /// EAGAIN; in between waits for reading or writing.
    template <class Attempt>
    task<result<std::size_t>> until_done(bool reading, Attempt attempt);

    task<result<std::size_t>> send_pieces(std::span<const outgoing_datagram> batch);
    task<result<std::size_t>> send_chunk(std::span<const std::byte> bytes, std::size_t segment_size,
                                         const address& to);
    task<result<std::size_t>> cut_and_send(std::span<const std::byte> bytes,
                                           std::size_t segment_size, const address& to);

    [[nodiscard]] std::error_code explain(std::error_code error) const noexcept;

    tracked_handle handle_;
    std::size_t datagram_size_;
    bool offloads_segments_ = false;
    bool receiving_ = false;
    bool sending_ = false;
};

}  // namespace weir::inline v0
