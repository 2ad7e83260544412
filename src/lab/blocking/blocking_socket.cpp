// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/blocking/blocking_socket.hpp"

#include <weir/net/address.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>

namespace weir::inline v0::lab {
namespace {

using namespace std::chrono;

std::unexpected<std::error_code> fail_receive() noexcept {
    if (errno == EAGAIN || errno == EWOULDBLOCK) return fail(errc::timed_out);
    return fail_errno(errno);
}

void set_flag(int fd, int level, int option) noexcept {
    const int on = 1;
    setsockopt(fd, level, option, &on, sizeof on);
}

result<void> send_all(int fd, std::string_view bytes, int flags) noexcept {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), flags | MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return fail_errno(errno);
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return {};
}

}  // namespace

result<void> blocking_socket::set_timeout(duration timeout) noexcept {
    const auto whole = duration_cast<seconds>(timeout);
    // Zero would mean no timeout at all.
    const timeval limit{
        .tv_sec = whole.count(),
        .tv_usec = std::max<long>(1, duration_cast<microseconds>(timeout - whole).count())};
    for (const int option : {SO_RCVTIMEO, SO_SNDTIMEO})
        if (setsockopt(fd_.get(), SOL_SOCKET, option, &limit, sizeof limit) != 0)
            return fail_errno(errno);
    return {};
}

result<blocking_socket> blocking_socket::connect(std::uint16_t port, duration timeout) {
    blocking_socket made(owned_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)));
    if (!made) return fail_errno(errno);
    if (auto set = made.set_timeout(timeout); !set) return fail(set.error());
    const address to = address::loopback(port);
    // The send timeout bounds the connect too; it then reports EINPROGRESS.
    if (::connect(made.descriptor(), to.native(), static_cast<socklen_t>(to.native_size())) != 0)
        return fail(errno == EINPROGRESS ? make_error_code(errc::timed_out)
                                         : std::error_code(errno, std::system_category()));
    made.send_without_delay();
    return made;
}

void blocking_socket::send_without_delay() noexcept {
    set_flag(fd_.get(), IPPROTO_TCP, TCP_NODELAY);
}

result<std::size_t> blocking_socket::receive(std::span<char> into) noexcept {
    for (;;) {
        const ssize_t got = ::recv(fd_.get(), into.data(), into.size(), 0);
        if (got > 0) return static_cast<std::size_t>(got);
        if (got == 0) return fail(errc::eof);
        if (errno != EINTR) return fail_receive();
    }
}

result<std::size_t> blocking_socket::receive_now(std::span<char> into) noexcept {
    const ssize_t got = ::recv(fd_.get(), into.data(), into.size(), MSG_DONTWAIT);
    if (got > 0) return static_cast<std::size_t>(got);
    if (got == 0) return fail(errc::eof);
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return std::size_t{0};
    return fail_errno(errno);
}

result<void> blocking_socket::send(std::string_view bytes) noexcept {
    const result<void> sent = send_all(fd_.get(), bytes, 0);
    if (!sent && sent.error() == std::errc::resource_unavailable_try_again)
        return fail(errc::timed_out);
    return sent;
}

result<void> blocking_socket::send_now(std::string_view bytes) noexcept {
    return send_all(fd_.get(), bytes, MSG_DONTWAIT);
}

result<owned_descriptor> listen_on_loopback(std::uint16_t port) {
    constexpr int type = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
    constexpr int backlog = 4096;
    owned_descriptor made(::socket(AF_INET, type, 0));
    if (!made) return fail_errno(errno);
    set_flag(made.get(), SOL_SOCKET, SO_REUSEADDR);
    const address at = address::loopback(port);
    if (::bind(made.get(), at.native(), static_cast<socklen_t>(at.native_size())) != 0)
        return fail_errno(errno);
    if (::listen(made.get(), backlog) != 0) return fail_errno(errno);
    return made;
}

std::uint16_t port_of(int fd) noexcept {
    sockaddr_in bound{};
    socklen_t size = sizeof bound;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) != 0) return 0;
    return ntohs(bound.sin_port);
}

}  // namespace weir::inline v0::lab
