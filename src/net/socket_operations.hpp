// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The requests of sockets as awaitable operations.

#include <weir/net/address.hpp>
#include <weir/rt/io_operation.hpp>

#include <sys/uio.h>

#include <span>

namespace weir::inline v0::detail {

struct connect_operation : io_awaitable<connect_operation> {
    static constexpr op_info connect_info{"net.connect", "net"};
    /// `to` is used until completion.
    connect_operation(const io_handle& handle, const address& to) noexcept
        : io_awaitable(connect_info, {.kind = io_kind::connect,
                                      .entry = handle.entry(),
                                      .data = const_cast<sockaddr*>(to.native()),
                                      .size = to.native_size()}) {}
    void finish(io_completion&&) noexcept {}
};

struct recv_operation : io_awaitable<recv_operation> {
    static constexpr op_info recv_info{"net.recv", "net"};
    explicit recv_operation(const io_handle& handle) noexcept
        : io_awaitable(recv_info, {.kind = io_kind::recv, .entry = handle.entry()}) {}
    result<buffer> finish(io_completion&& done) noexcept {
        if (done.result == 0) return fail(errc::eof);
        return std::move(done.data);
    }
};

struct read_operation : io_awaitable<read_operation> {
    static constexpr op_info read_info{"net.read", "net"};
    read_operation(const io_handle& handle, std::span<std::byte> into) noexcept
        : io_awaitable(read_info, {.kind = io_kind::recv,
                                   .entry = handle.entry(),
                                   .data = into.data(),
                                   .size = into.size()}) {}
    result<std::size_t> finish(io_completion&& done) noexcept {
        if (done.result == 0) return fail(errc::eof);
        return static_cast<std::size_t>(done.result);
    }
};

struct send_operation : io_awaitable<send_operation> {
    static constexpr op_info send_info{"net.write", "net"};
    send_operation(const io_handle& handle, std::span<const std::byte> bytes) noexcept
        : io_awaitable(send_info, {.kind = io_kind::send,
                                   .entry = handle.entry(),
                                   .data = const_cast<std::byte*>(bytes.data()),
                                   .size = bytes.size()}) {}
    /// One piece needs no message header, which the kernel would have to copy and check.
    send_operation(const io_handle& handle, std::span<iovec> pieces) noexcept
        : io_awaitable(send_info, pieces.size() == 1 ? io_request{.kind = io_kind::send,
                                                                  .entry = handle.entry(),
                                                                  .data = pieces.front().iov_base,
                                                                  .size = pieces.front().iov_len}
                                                     : io_request{.kind = io_kind::sendv,
                                                                  .entry = handle.entry(),
                                                                  .data = pieces.data(),
                                                                  .size = pieces.size()}) {}
    std::size_t finish(io_completion&& done) noexcept {
        return static_cast<std::size_t>(done.result);
    }
};

}  // namespace weir::inline v0::detail
