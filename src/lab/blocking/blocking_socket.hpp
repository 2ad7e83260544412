// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A TCP socket used the classic way: each call holds its thread until it is done.
///
/// Everything in this folder blocks on purpose; it is the other side of the experiment. Do not
/// call it on a shard. Timeouts are the socket's own (SO_RCVTIMEO, SO_SNDTIMEO) and hold for each
/// call into the kernel.

#include <weir/base/result.hpp>
#include <weir/base/time.hpp>
#include <weir/net/owned_descriptor.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace weir::inline v0::lab {

class blocking_socket {
public:
    blocking_socket() noexcept = default;
    explicit blocking_socket(owned_descriptor connected) noexcept : fd_(std::move(connected)) {}

    /// Connects to a port of this machine. Errors: the system's.
    [[nodiscard]] static result<blocking_socket> connect(std::uint16_t port, duration timeout);

    /// Bounds every receive and send.
    result<void> set_timeout(duration timeout) noexcept;

    /// Small segments go out at once.
    void send_without_delay() noexcept;

    /// Waits for some bytes. Errors: `errc::eof`, `errc::timed_out`, the system's.
    [[nodiscard]] result<std::size_t> receive(std::span<char> into) noexcept;

    /// What is there already: 0 if nothing is. Never waits. Errors: as `receive`.
    [[nodiscard]] result<std::size_t> receive_now(std::span<char> into) noexcept;

    /// Sends all. Errors: `errc::timed_out`, the system's.
    [[nodiscard]] result<void> send(std::string_view bytes) noexcept;

    /// Sends all without waiting. Errors: EAGAIN if the peer does not take it at once; a part may
    /// have been sent then.
    [[nodiscard]] result<void> send_now(std::string_view bytes) noexcept;

    [[nodiscard]] int descriptor() const noexcept { return fd_.get(); }
    [[nodiscard]] explicit operator bool() const noexcept { return static_cast<bool>(fd_); }

private:
    owned_descriptor fd_;
};

/// Listens on a port of this machine, 0 for any free one; the socket itself does not block.
[[nodiscard]] result<owned_descriptor> listen_on_loopback(std::uint16_t port);

/// The port that a socket is bound to.
[[nodiscard]] std::uint16_t port_of(int fd) noexcept;

}  // namespace weir::inline v0::lab
