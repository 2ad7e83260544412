// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "net/socket_options.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

namespace weir::inline v0::detail {
namespace {

using name_function = int (*)(int, sockaddr*, socklen_t*) noexcept;

address ask(int fd, name_function name) noexcept {
    sockaddr_storage native;
    socklen_t size = sizeof native;
    auto* generic = reinterpret_cast<sockaddr*>(&native);
    if (fd < 0 || name(fd, generic, &size) != 0) return {};
    return address::from_native(generic, size).value_or(address());
}

result<void> apply_keep_alive(const keep_alive& wanted, int fd) noexcept {
    const auto seconds = [](std::chrono::seconds s) { return static_cast<int>(s.count()); };
    if (auto set = set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1); !set) return set;
    if (auto set = set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, seconds(wanted.idle)); !set)
        return set;
    if (auto set = set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, seconds(wanted.interval)); !set)
        return set;
    return set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, wanted.probes);
}

}  // namespace

result<owned_descriptor> make_socket(const address& at) noexcept {
    if (at.family() == address::kind::none) return fail(errc::bad_argument);
    const int fd = ::socket(at.native()->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return fail_errno(errno);
    return owned_descriptor(fd);
}

result<void> set_option(int fd, int level, int name, int value) noexcept {
    if (::setsockopt(fd, level, name, &value, sizeof value) != 0) return fail_errno(errno);
    return {};
}

result<void> apply(const stream_options& options, int fd, bool tcp) noexcept {
    if (options.send_buffer != 0)
        if (auto set = set_option(fd, SOL_SOCKET, SO_SNDBUF, options.send_buffer); !set) return set;
    if (options.receive_buffer != 0)
        if (auto set = set_option(fd, SOL_SOCKET, SO_RCVBUF, options.receive_buffer); !set)
            return set;
    if (!tcp) return {};
    if (options.no_delay)
        if (auto set = set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1); !set) return set;
    return options.keep_alive ? apply_keep_alive(*options.keep_alive, fd) : result<void>();
}

address local_address_of(int fd) noexcept {
    return ask(fd, &::getsockname);
}

address peer_address_of(int fd) noexcept {
    return ask(fd, &::getpeername);
}

}  // namespace weir::inline v0::detail
