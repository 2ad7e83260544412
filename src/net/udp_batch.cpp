// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "net/udp_batch.hpp"

#include <weir/base/fatal.hpp>

#include <algorithm>

namespace weir::inline v0 {

datagram_batch::state::state(std::size_t capacity, std::size_t datagram_size)
    : headers(capacity), pieces(capacity), names(capacity), memory(capacity * datagram_size) {
    for (std::size_t i = 0; i < capacity; ++i) {
        pieces[i] = {.iov_base = memory.data() + i * datagram_size, .iov_len = datagram_size};
        headers[i].msg_hdr.msg_name = &names[i];
        headers[i].msg_hdr.msg_iov = &pieces[i];
        headers[i].msg_hdr.msg_iovlen = 1;
    }
}

long datagram_batch::state::receive(int fd) noexcept {
    // The kernel has overwritten this with what the former sender's address took.
    for (mmsghdr& header : headers) header.msg_hdr.msg_namelen = sizeof(sockaddr_storage);
    const long got = ::recvmmsg(fd, headers.data(), static_cast<unsigned>(headers.size()),
                                MSG_DONTWAIT, nullptr);
    size = static_cast<std::size_t>(std::max(got, 0L));
    return got;
}

datagram_batch::datagram_batch(std::size_t capacity, std::size_t datagram_size) {
    require(capacity >= 1 && capacity <= max_capacity, "a batch holds 1 to 64 datagrams");
    require(datagram_size >= 1, "a batch has no room for bytes");
    state_ = std::make_unique<state>(capacity, datagram_size);
}

datagram_batch::datagram_batch(datagram_batch&& other) noexcept = default;
datagram_batch& datagram_batch::operator=(datagram_batch&& other) noexcept = default;
datagram_batch::~datagram_batch() = default;

std::size_t datagram_batch::size() const noexcept {
    return state_->size;
}

std::size_t datagram_batch::capacity() const noexcept {
    return state_->headers.size();
}

datagram_batch::entry datagram_batch::operator[](std::size_t index) const noexcept {
    require(index < state_->size, "a batch was read beyond its end");
    const mmsghdr& header = state_->headers[index];
    const auto* name = reinterpret_cast<const sockaddr*>(&state_->names[index]);
    return {
        .bytes = {static_cast<const std::byte*>(state_->pieces[index].iov_base), header.msg_len},
        .from = address::from_native(name, header.msg_hdr.msg_namelen).value_or(address()),
        .truncated = (header.msg_hdr.msg_flags & MSG_TRUNC) != 0};
}

}  // namespace weir::inline v0
