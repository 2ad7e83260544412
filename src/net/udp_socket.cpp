// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "net/socket_options.hpp"
#include "net/udp_batch.hpp"
#include "net/udp_messages.hpp"

#include <weir/coro/ok.hpp>
#include <weir/coro/sleep.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/net/udp_socket.hpp>
#include <weir/rt/readiness.hpp>

#include <netinet/udp.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace weir::inline v0 {
namespace {

constexpr op_info recv_info{"net.udp_recv", "net"};
constexpr op_info send_info{"net.udp_send", "net"};

/// The kernel's limit, UDP_MAX_SEGMENTS of the first versions.
constexpr std::size_t max_segments = 64;

result<void> apply(const udp_options& options, int fd, bool v6) noexcept {
    struct choice {
        bool wanted;
        int level, name, value;
    };
    const choice choices[] = {
        {options.reuse_address, SOL_SOCKET, SO_REUSEADDR, 1},
        {options.reuse_port, SOL_SOCKET, SO_REUSEPORT, 1},
        {options.broadcast, SOL_SOCKET, SO_BROADCAST, 1},
        {options.send_buffer != 0, SOL_SOCKET, SO_SNDBUF, options.send_buffer},
        {options.receive_buffer != 0, SOL_SOCKET, SO_RCVBUF, options.receive_buffer},
        {v6, IPPROTO_IPV6, IPV6_V6ONLY, options.v6_only ? 1 : 0},
    };
    for (const choice& c : choices)
        if (c.wanted)
            if (auto set = detail::set_option(fd, c.level, c.name, c.value); !set) return set;
    return {};
}

result<owned_descriptor> make_socket(const address& at, const udp_options& options) noexcept {
    if (!at.is_ip() || options.datagram_size == 0) return fail(errc::bad_argument);
    owned_descriptor socket(
        ::socket(at.native()->sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket) return fail_errno(errno);
    const bool v6 = at.family() == address::kind::ipv6;
    if (auto set = apply(options, socket.get(), v6); !set) return fail(set.error());
    return socket;
}

/// Kernels before 4.18 ignore the request to cut a message, and would send it as one datagram.
bool can_offload(int fd) noexcept {
    int value = 0;
    socklen_t size = sizeof value;
    return ::getsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &value, &size) == 0;
}

/// The message did not go because it was to be cut; the pieces may.
bool is_offload_trouble(std::error_code error) noexcept {
    return error == std::errc::io_error || error == std::errc::invalid_argument ||
           error == std::errc::no_protocol_option || error == std::errc::operation_not_supported ||
           error == std::errc::message_size;
}

long receive_one(int fd, std::size_t limit, datagram& into) {
    into.data = buffer::allocate(limit);
    sockaddr_storage name;
    auto* from = reinterpret_cast<sockaddr*>(&name);
    iovec piece{.iov_base = into.data.data(), .iov_len = into.data.size()};
    msghdr header{};
    header.msg_name = from;
    header.msg_namelen = sizeof name;
    header.msg_iov = &piece;
    header.msg_iovlen = 1;
    const long got = ::recvmsg(fd, &header, MSG_DONTWAIT);
    if (got < 0) {
        const int failed = errno;
        into.data = buffer();  // who waits holds no memory
        errno = failed;
        return got;
    }
    into.data.truncate(static_cast<std::size_t>(got));
    into.from = address::from_native(from, header.msg_namelen).value_or(address());
    into.truncated = (header.msg_flags & MSG_TRUNC) != 0;
    return got;
}

long send_cut(int fd, std::span<const std::byte> bytes, std::size_t segment_size,
              const address& to) noexcept {
    const auto size = static_cast<std::uint16_t>(segment_size);
    alignas(cmsghdr) std::byte control[CMSG_SPACE(sizeof size)]{};
    msghdr header;
    iovec piece;
    detail::fill_header(header, piece, bytes, to);
    header.msg_control = control;
    header.msg_controllen = sizeof control;
    cmsghdr* const request = CMSG_FIRSTHDR(&header);
    request->cmsg_level = IPPROTO_UDP;
    request->cmsg_type = UDP_SEGMENT;
    request->cmsg_len = CMSG_LEN(sizeof size);
    std::memcpy(CMSG_DATA(request), &size, sizeof size);
    return ::sendmsg(fd, &header, MSG_NOSIGNAL);
}

}  // namespace

/// Marks one direction of the socket as busy.
class udp_socket::in_use {
public:
    in_use(bool& flag, const char* sentence) noexcept : flag_(flag) {
        require(!flag, sentence);
        flag = true;
    }
    in_use(const in_use&) = delete;
    in_use& operator=(const in_use&) = delete;
    ~in_use() { flag_ = false; }

private:
    bool& flag_;
};

udp_socket::udp_socket(tracked_handle handle, const udp_options& options) noexcept
    : handle_(std::move(handle)),
      datagram_size_(options.datagram_size),
      offloads_segments_(options.segmentation_offload && can_offload(handle_.native())) {}

result<udp_socket> udp_socket::adopt(owned_descriptor socket, const udp_options& options,
                                     std::source_location where) noexcept {
    auto handle = io_handle::adopt(socket.get());
    if (!handle) return fail(handle.error());
    static_cast<void>(socket.release());
    return udp_socket(tracked_handle(std::move(*handle), handle_kind::datagram, where), options);
}

result<udp_socket> udp_socket::bind(const address& at, const udp_options& options,
                                    std::source_location where) noexcept {
    auto socket = make_socket(at, options);
    if (!socket) return fail(socket.error());
    if (::bind(socket->get(), at.native(), static_cast<socklen_t>(at.native_size())) != 0)
        return fail_errno(errno);
    return adopt(std::move(*socket), options, where);
}

result<udp_socket> udp_socket::connect(const address& to, const udp_options& options,
                                       std::source_location where) noexcept {
    auto socket = make_socket(to, options);
    if (!socket) return fail(socket.error());
    if (::connect(socket->get(), to.native(), static_cast<socklen_t>(to.native_size())) != 0)
        return fail_errno(errno);
    return adopt(std::move(*socket), options, where);
}

template <class Attempt>
task<result<std::size_t>> udp_socket::until_done(bool reading, Attempt attempt) {
    // A socket that never makes its task wait still gives way, and obeys a stop.
    if (!this_task::loop().spend()) co_await yield();
    const environment& env = this_task::env();
    if (env.stop.stop_requested()) co_return fail(env.stop.error());
    for (;;) {
        if (!handle_) co_return fail(errc::closed);
        const long done = attempt();
        if (done >= 0) co_return static_cast<std::size_t>(done);
        if (errno == EINTR) continue;
        if (errno != EAGAIN) co_return fail_errno(errno);
        const result<void> woken = co_await (reading ? wait_readable(handle_, recv_info)
                                                     : wait_writable(handle_, send_info));
        if (!woken) co_return fail(explain(woken.error()));
    }
}

task<result<datagram>> udp_socket::recv() {
    const in_use guard(receiving_, "two tasks receive from one socket");
    datagram received;
    co_await ok(
        until_done(true, [&] { return receive_one(handle_.native(), datagram_size_, received); }));
    co_return received;
}

task<result<std::size_t>> udp_socket::recv_batch(datagram_batch& into) {
    const in_use guard(receiving_, "two tasks receive from one socket");
    into.state_->size = 0;
    co_return co_await until_done(true, [&] { return into.state_->receive(handle_.native()); });
}

task<result<void>> udp_socket::send_to(std::span<const std::byte> bytes, address to) {
    const in_use guard(sending_, "two tasks send on one socket");
    const outgoing_datagram only{bytes, to};
    co_await ok(send_pieces({&only, 1}));
    co_return {};
}

task<result<std::size_t>> udp_socket::send_batch(std::span<const outgoing_datagram> batch) {
    const in_use guard(sending_, "two tasks send on one socket");
    co_return co_await send_pieces(batch);
}

task<result<std::size_t>> udp_socket::send_pieces(std::span<const outgoing_datagram> batch) {
    std::size_t sent = 0;
    while (sent < batch.size()) {
        const auto next = batch.subspan(sent, std::min(batch.size() - sent, detail::max_messages));
        const auto some = co_await until_done(false, [&] {
            detail::udp_messages messages;
            for (const outgoing_datagram& one : next) messages.add(one.bytes, one.to);
            return messages.send(handle_.native());
        });
        if (!some && sent == 0) co_return fail(some.error());
        if (!some) break;
        sent += *some;
    }
    co_return sent;
}

task<result<std::size_t>> udp_socket::send_segments(std::span<const std::byte> bytes,
                                                    std::size_t segment_size, address to) {
    const in_use guard(sending_, "two tasks send on one socket");
    if (segment_size == 0 || segment_size > max_datagram) co_return fail(errc::bad_argument);
    const std::size_t most = std::min(max_segments, max_datagram / segment_size) * segment_size;
    std::size_t sent = 0;
    while (!bytes.empty()) {
        const auto chunk = bytes.first(std::min(most, bytes.size()));
        const auto some = co_await send_chunk(chunk, segment_size, to);
        if (!some && sent == 0) co_return fail(some.error());
        if (!some) break;
        sent += *some;
        bytes = bytes.subspan(std::min(*some * segment_size, bytes.size()));
    }
    co_return sent;
}

task<result<std::size_t>> udp_socket::send_chunk(std::span<const std::byte> bytes,
                                                 std::size_t segment_size, const address& to) {
    if (offloads_segments_ && bytes.size() > segment_size) {
        const auto sent = co_await until_done(
            false, [&] { return send_cut(handle_.native(), bytes, segment_size, to); });
        if (sent) co_return (*sent + segment_size - 1) / segment_size;
        if (!is_offload_trouble(sent.error())) co_return fail(sent.error());
        // EIO is a device that cannot; the others may be for this size or route only.
        if (sent.error() == std::errc::io_error) offloads_segments_ = false;
    }
    co_return co_await cut_and_send(bytes, segment_size, to);
}

task<result<std::size_t>> udp_socket::cut_and_send(std::span<const std::byte> bytes,
                                                   std::size_t segment_size, const address& to) {
    co_return co_await until_done(false, [&] {
        detail::udp_messages messages;
        for (auto rest = bytes; !rest.empty() && !messages.full();) {
            const std::size_t size = std::min(segment_size, rest.size());
            messages.add(rest.first(size), to);
            rest = rest.subspan(size);
        }
        return messages.send(handle_.native());
    });
}

address udp_socket::local_address() const noexcept {
    return detail::local_address_of(native());
}

address udp_socket::peer_address() const noexcept {
    return detail::peer_address_of(native());
}

/// An operation that our own `close` ended says so, and not that the kernel canceled it.
std::error_code udp_socket::explain(std::error_code error) const noexcept {
    return handle_ || this_task::stop_requested() ? error : errc::closed;
}

}  // namespace weir::inline v0
