// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/interpose/descriptors.hpp"
#include "diag/guard/interpose/gate.hpp"
#include "diag/guard/interpose/next.hpp"

#include <sys/socket.h>

// Not declared unless the headers harden calls, but called by programs that were built so.
extern "C" ssize_t __recv_chk(int, void*, size_t, size_t, int);
extern "C" ssize_t __recvfrom_chk(int, void*, size_t, size_t, int, sockaddr*, socklen_t*);

namespace weir::inline v0 {
namespace diag::interpose {
namespace {

WEIR_GUARD_NEXT(connect);
WEIR_GUARD_NEXT(accept);
WEIR_GUARD_NEXT(accept4);
WEIR_GUARD_NEXT(recv);
WEIR_GUARD_NEXT(__recv_chk);
WEIR_GUARD_NEXT(recvfrom);
WEIR_GUARD_NEXT(__recvfrom_chk);
WEIR_GUARD_NEXT(recvmsg);
WEIR_GUARD_NEXT(recvmmsg);
WEIR_GUARD_NEXT(send);
WEIR_GUARD_NEXT(sendto);
WEIR_GUARD_NEXT(sendmsg);
WEIR_GUARD_NEXT(sendmmsg);

}  // namespace

WEIR_GUARD_EXPORT int connect(int fd, const sockaddr* to, socklen_t size) {
    const passage way = enter({"connect"}, fd, [=] { return connect_blocks(fd); });
    return way.leave((*next_connect)(fd, to, size));
}

WEIR_GUARD_EXPORT int accept(int fd, sockaddr* from, socklen_t* size) {
    const passage way = enter({"accept"}, fd, [=] { return socket_blocks(fd); });
    return way.leave((*next_accept)(fd, from, size));
}

WEIR_GUARD_EXPORT int accept4(int fd, sockaddr* from, socklen_t* size, int flags) {
    const passage way = enter({"accept4"}, fd, [=] { return socket_blocks(fd); });
    return way.leave((*next_accept4)(fd, from, size, flags));
}

WEIR_GUARD_EXPORT ssize_t recv(int fd, void* to, size_t size, int flags) {
    const passage way = enter({"recv"}, fd, [=] { return socket_blocks(fd, flags); });
    return way.leave((*next_recv)(fd, to, size, flags));
}

WEIR_GUARD_EXPORT ssize_t __recv_chk(int fd, void* to, size_t size, size_t room, int flags) {
    const passage way = enter({"recv"}, fd, [=] { return socket_blocks(fd, flags); });
    return way.leave((*next___recv_chk)(fd, to, size, room, flags));
}

WEIR_GUARD_EXPORT ssize_t recvfrom(int fd, void* to, size_t size, int flags, sockaddr* from,
                                   socklen_t* length) {
    const passage way = enter({"recvfrom"}, fd, [=] { return socket_blocks(fd, flags); });
    return way.leave((*next_recvfrom)(fd, to, size, flags, from, length));
}

WEIR_GUARD_EXPORT ssize_t __recvfrom_chk(int fd, void* to, size_t size, size_t room, int flags,
                                         sockaddr* from, socklen_t* length) {
    const passage way = enter({"recvfrom"}, fd, [=] { return socket_blocks(fd, flags); });
    return way.leave((*next___recvfrom_chk)(fd, to, size, room, flags, from, length));
}

WEIR_GUARD_EXPORT ssize_t recvmsg(int fd, msghdr* message, int flags) {
    const passage way = enter({"recvmsg"}, fd, [=] { return socket_blocks(fd, flags); });
    return way.leave((*next_recvmsg)(fd, message, flags));
}

WEIR_GUARD_EXPORT int recvmmsg(int fd, mmsghdr* messages, unsigned count, int flags,
                               timespec* timeout) {
    const passage way = enter({"recvmmsg"}, fd, [=] { return socket_blocks(fd, flags); });
    return way.leave((*next_recvmmsg)(fd, messages, count, flags, timeout));
}

WEIR_GUARD_EXPORT ssize_t send(int fd, const void* from, size_t size, int flags) {
    const passage way = enter({"send"}, fd, [=] { return socket_blocks(fd, flags); });
    return way.leave((*next_send)(fd, from, size, flags));
}

WEIR_GUARD_EXPORT ssize_t sendto(int fd, const void* from, size_t size, int flags,
                                 const sockaddr* to, socklen_t length) {
    const passage way = enter({"sendto"}, fd, [=] { return socket_blocks(fd, flags); });
    return way.leave((*next_sendto)(fd, from, size, flags, to, length));
}

WEIR_GUARD_EXPORT ssize_t sendmsg(int fd, const msghdr* message, int flags) {
    const passage way = enter({"sendmsg"}, fd, [=] { return socket_blocks(fd, flags); });
    return way.leave((*next_sendmsg)(fd, message, flags));
}

WEIR_GUARD_EXPORT int sendmmsg(int fd, mmsghdr* messages, unsigned count, int flags) {
    const passage way = enter({"sendmmsg"}, fd, [=] { return socket_blocks(fd, flags); });
    return way.leave((*next_sendmmsg)(fd, messages, count, flags));
}

}  // namespace diag::interpose
}  // namespace weir::inline v0
