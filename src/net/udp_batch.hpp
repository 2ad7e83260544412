// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The inside of a batch: headers that point at their places in one block of memory.

#include <weir/net/datagram_batch.hpp>

#include <sys/socket.h>

#include <vector>

namespace weir::inline v0 {

struct datagram_batch::state {
    state(std::size_t capacity, std::size_t datagram_size);

    /// `recvmmsg` without waiting: how many, or -1 and `errno`.
    [[nodiscard]] long receive(int fd) noexcept;

    std::vector<mmsghdr> headers;
    std::vector<iovec> pieces;
    std::vector<sockaddr_storage> names;
    std::vector<std::byte> memory;
    std::size_t size = 0;
};

}  // namespace weir::inline v0
