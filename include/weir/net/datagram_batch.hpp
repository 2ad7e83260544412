// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Memory for many datagrams, to be filled again and again by `udp_socket::recv_batch`.
///
///     datagram_batch batch(32, 1500);
///     co_await ok(socket.recv_batch(batch));
///     for (std::size_t i = 0; i < batch.size(); ++i) handle(batch[i].bytes, batch[i].from);
///
/// It allocates once, and what it hands out lives until the next receive. It belongs to nobody: any
/// socket may fill it, one at a time.

#include <weir/net/address.hpp>

#include <cstddef>
#include <memory>
#include <span>

namespace weir::inline v0 {

class udp_socket;

class datagram_batch {
public:
    /// The most datagrams that one receive takes.
    static constexpr std::size_t max_capacity = 64;

    struct entry {
        std::span<const std::byte> bytes;
        address from;
        bool truncated;  ///< it was longer than `datagram_size`; the rest is lost
    };

    /// Room for `capacity` datagrams, 1 to `max_capacity`, of up to `datagram_size` bytes, at least
    /// 1. Other numbers are fatal.
    datagram_batch(std::size_t capacity, std::size_t datagram_size);
    datagram_batch(datagram_batch&& other) noexcept;
    datagram_batch& operator=(datagram_batch&& other) noexcept;
    ~datagram_batch();

    /// How many the last receive brought; 0 after one that failed.
    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] std::size_t capacity() const noexcept;

    /// The `index`th of `size()`.
    [[nodiscard]] entry operator[](std::size_t index) const noexcept;

private:
    friend class udp_socket;
    struct state;

    std::unique_ptr<state> state_;
};

}  // namespace weir::inline v0
