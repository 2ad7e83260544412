// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A connected TCP or Unix socket.
///
///     socket_stream peer = co_await ok(socket_stream::connect(address::loopback(8080)));
///     co_await ok(peer.write(as_bytes("hello\n")));
///     buffer answer = co_await ok(with_timeout(2s, peer.recv()));
///
/// See `byte_stream` for the rules of reading, writing and stopping. Thread safety: belongs to the
/// shard that connected or adopted it. It may be moved while nothing is pending on it.

#include <weir/net/address.hpp>
#include <weir/net/byte_stream.hpp>
#include <weir/net/owned_descriptor.hpp>
#include <weir/net/stream_options.hpp>
#include <weir/rt/handle.hpp>
#include <weir/rt/io_operation.hpp>

#include <system_error>

namespace weir::inline v0 {

namespace detail {
struct accept_operation;
}

class socket_stream final : public byte_stream {
public:
    /// Completes when the connection stands. Errors: the system's, such as ECONNREFUSED;
    /// `errc::bad_argument` for no address. Cancellation: nothing remains.
    static task<result<socket_stream>> connect(address to, stream_options options = {});

    /// Takes over a connected socket for the running shard and applies the options. On error the
    /// socket is closed. Errors: the system's; `errc::bad_argument` for no descriptor.
    [[nodiscard]] static result<socket_stream> adopt(owned_descriptor socket,
                                                     const stream_options& options = {}) noexcept;

    socket_stream(socket_stream&&) noexcept = default;
    socket_stream& operator=(socket_stream&&) noexcept = default;
    ~socket_stream() override = default;

    using byte_stream::close;
    task<result<void>> write(std::span<const std::byte> bytes) override;
    task<result<void>> write(buffer_chain& chain) override;
    [[nodiscard]] bool try_write(buffer_chain& chain) override;
    task<result<void>> shutdown() override;

    /// Closes and tells the peer that something went wrong: it gets ECONNRESET, and bytes that were
    /// not sent yet are dropped.
    void reset() noexcept;

    [[nodiscard]] const io_handle* handle() const noexcept override { return &handle_; }
    [[nodiscard]] std::string peer() const override { return peer_address().to_string(); }
    [[nodiscard]] std::string local() const override { return local_address().to_string(); }
    /// Asked of the system; no address once closed, or where the connection is lost already.
    [[nodiscard]] address peer_address() const noexcept;
    [[nodiscard]] address local_address() const noexcept;

    /// False once closed or moved from.
    [[nodiscard]] bool is_open() const noexcept { return static_cast<bool>(handle_); }

    /// The descriptor for `getsockopt` and the like, -1 once closed.
    [[nodiscard]] int native() const noexcept { return handle_.native(); }

private:
    friend struct detail::accept_operation;
    class in_use;

    explicit socket_stream(io_handle handle) noexcept
        : handle_(std::move(handle), handle_kind::stream) {}

    /// One whose options are set already.
    [[nodiscard]] static result<socket_stream> adopt_as_is(owned_descriptor socket) noexcept;

    task<result<buffer>> do_recv() override;
    task<result<std::size_t>> do_read(std::span<std::byte> into) override;
    void do_close() noexcept override;

    [[nodiscard]] std::error_code writable() const noexcept;
    [[nodiscard]] std::error_code explain(std::error_code error) const noexcept;
    [[nodiscard]] std::error_code write_failed(std::error_code error, bool sent_some) noexcept;

    tracked_handle handle_;
    std::error_code write_error_;  // why no more may be written
    bool reading_ = false;
    bool writing_ = false;
};

/// The same type, for signatures that mean one kind of peer.
using tcp_stream = socket_stream;
using unix_stream = socket_stream;

}  // namespace weir::inline v0
