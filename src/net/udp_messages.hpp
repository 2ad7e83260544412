// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Message headers for `sendmmsg`, each with one piece of bytes.

#include <weir/net/address.hpp>

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <span>

namespace weir::inline v0::detail {

inline constexpr std::size_t max_messages = 64;

/// `bytes` to `to`, or to the connected peer for no address; both are referred to.
inline void fill_header(msghdr& header, iovec& piece, std::span<const std::byte> bytes,
                        const address& to) noexcept {
    piece = {.iov_base = const_cast<std::byte*>(bytes.data()), .iov_len = bytes.size()};
    header = {};
    header.msg_iov = &piece;
    header.msg_iovlen = 1;
    if (to.native_size() == 0) return;
    header.msg_name = const_cast<sockaddr*>(to.native());
    header.msg_namelen = static_cast<socklen_t>(to.native_size());
}

class udp_messages {
public:
    udp_messages() noexcept {}  // the arrays are filled before they are used

    void add(std::span<const std::byte> bytes, const address& to) noexcept {
        fill_header(headers_[size_].msg_hdr, pieces_[size_], bytes, to);
        headers_[size_++].msg_len = 0;
    }
    [[nodiscard]] bool full() const noexcept { return size_ == max_messages; }
    /// How many were sent, or -1 and `errno`.
    [[nodiscard]] long send(int fd) noexcept {
        return ::sendmmsg(fd, headers_.data(), static_cast<unsigned>(size_), MSG_NOSIGNAL);
    }

private:
    std::array<mmsghdr, max_messages> headers_;
    std::array<iovec, max_messages> pieces_;
    std::size_t size_ = 0;
};

}  // namespace weir::inline v0::detail
