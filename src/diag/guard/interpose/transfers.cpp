// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/interpose/descriptors.hpp"
#include "diag/guard/interpose/gate.hpp"
#include "diag/guard/interpose/next.hpp"

#include <poll.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>

// Not declared unless the headers harden calls, but called by programs that were built so.
extern "C" ssize_t __read_chk(int, void*, size_t, size_t);
extern "C" ssize_t __pread_chk(int, void*, size_t, off_t, size_t);
extern "C" ssize_t __pread64_chk(int, void*, size_t, off64_t, size_t);

namespace weir::inline v0 {
namespace diag::interpose {
namespace {

WEIR_GUARD_NEXT(read);
WEIR_GUARD_NEXT(__read_chk);
WEIR_GUARD_NEXT(pread);
WEIR_GUARD_NEXT(pread64);
WEIR_GUARD_NEXT(__pread_chk);
WEIR_GUARD_NEXT(__pread64_chk);
WEIR_GUARD_NEXT(readv);
WEIR_GUARD_NEXT(preadv);
WEIR_GUARD_NEXT(preadv64);
WEIR_GUARD_NEXT(preadv2);
WEIR_GUARD_NEXT(preadv64v2);
WEIR_GUARD_NEXT(write);
WEIR_GUARD_NEXT(pwrite);
WEIR_GUARD_NEXT(pwrite64);
WEIR_GUARD_NEXT(writev);
WEIR_GUARD_NEXT(pwritev);
WEIR_GUARD_NEXT(pwritev64);
WEIR_GUARD_NEXT(pwritev2);
WEIR_GUARD_NEXT(pwritev64v2);
WEIR_GUARD_NEXT(sendfile);
WEIR_GUARD_NEXT(sendfile64);
WEIR_GUARD_NEXT(copy_file_range);

bool sending_blocks(int to, int from) noexcept {
    return file_blocks(from) || transfer_blocks(to, POLLOUT);
}

bool copying_blocks(int from, int to) noexcept {
    return file_blocks(from) || file_blocks(to);
}

}  // namespace

WEIR_GUARD_EXPORT ssize_t read(int fd, void* to, size_t size) {
    const passage way = enter({"read"}, fd, [=] { return transfer_blocks(fd, POLLIN); });
    return way.leave((*next_read)(fd, to, size));
}

WEIR_GUARD_EXPORT ssize_t __read_chk(int fd, void* to, size_t size, size_t room) {
    const passage way = enter({"read"}, fd, [=] { return transfer_blocks(fd, POLLIN); });
    return way.leave((*next___read_chk)(fd, to, size, room));
}

WEIR_GUARD_EXPORT ssize_t pread(int fd, void* to, size_t size, off_t at) {
    const passage way = enter({"pread"}, fd, [=] { return file_blocks(fd); });
    return way.leave((*next_pread)(fd, to, size, at));
}

WEIR_GUARD_EXPORT ssize_t __pread_chk(int fd, void* to, size_t size, off_t at, size_t room) {
    const passage way = enter({"pread"}, fd, [=] { return file_blocks(fd); });
    return way.leave((*next___pread_chk)(fd, to, size, at, room));
}

WEIR_GUARD_EXPORT ssize_t pread64(int fd, void* to, size_t size, off64_t at) {
    const passage way = enter({"pread"}, fd, [=] { return file_blocks(fd); });
    return way.leave((*next_pread64)(fd, to, size, at));
}

WEIR_GUARD_EXPORT ssize_t __pread64_chk(int fd, void* to, size_t size, off64_t at, size_t room) {
    const passage way = enter({"pread"}, fd, [=] { return file_blocks(fd); });
    return way.leave((*next___pread64_chk)(fd, to, size, at, room));
}

WEIR_GUARD_EXPORT ssize_t readv(int fd, const iovec* to, int count) {
    const passage way = enter({"readv"}, fd, [=] { return transfer_blocks(fd, POLLIN); });
    return way.leave((*next_readv)(fd, to, count));
}

WEIR_GUARD_EXPORT ssize_t preadv(int fd, const iovec* to, int count, off_t at) {
    const passage way = enter({"preadv"}, fd, [=] { return file_blocks(fd); });
    return way.leave((*next_preadv)(fd, to, count, at));
}

WEIR_GUARD_EXPORT ssize_t preadv64(int fd, const iovec* to, int count, off64_t at) {
    const passage way = enter({"preadv"}, fd, [=] { return file_blocks(fd); });
    return way.leave((*next_preadv64)(fd, to, count, at));
}

WEIR_GUARD_EXPORT ssize_t preadv2(int fd, const iovec* to, int count, off_t at, int flags) {
    const passage way = enter(
        {"preadv2"}, fd, [=] { return (flags & RWF_NOWAIT) == 0 && transfer_blocks(fd, POLLIN); });
    return way.leave((*next_preadv2)(fd, to, count, at, flags));
}

WEIR_GUARD_EXPORT ssize_t preadv64v2(int fd, const iovec* to, int count, off64_t at, int flags) {
    const passage way = enter(
        {"preadv2"}, fd, [=] { return (flags & RWF_NOWAIT) == 0 && transfer_blocks(fd, POLLIN); });
    return way.leave((*next_preadv64v2)(fd, to, count, at, flags));
}

WEIR_GUARD_EXPORT ssize_t write(int fd, const void* from, size_t size) {
    const passage way = enter({"write"}, fd, [=] { return transfer_blocks(fd, POLLOUT); });
    return way.leave((*next_write)(fd, from, size));
}

WEIR_GUARD_EXPORT ssize_t pwrite(int fd, const void* from, size_t size, off_t at) {
    const passage way = enter({"pwrite"}, fd, [=] { return file_blocks(fd); });
    return way.leave((*next_pwrite)(fd, from, size, at));
}

WEIR_GUARD_EXPORT ssize_t pwrite64(int fd, const void* from, size_t size, off64_t at) {
    const passage way = enter({"pwrite"}, fd, [=] { return file_blocks(fd); });
    return way.leave((*next_pwrite64)(fd, from, size, at));
}

WEIR_GUARD_EXPORT ssize_t writev(int fd, const iovec* from, int count) {
    const passage way = enter({"writev"}, fd, [=] { return transfer_blocks(fd, POLLOUT); });
    return way.leave((*next_writev)(fd, from, count));
}

WEIR_GUARD_EXPORT ssize_t pwritev(int fd, const iovec* from, int count, off_t at) {
    const passage way = enter({"pwritev"}, fd, [=] { return file_blocks(fd); });
    return way.leave((*next_pwritev)(fd, from, count, at));
}

WEIR_GUARD_EXPORT ssize_t pwritev64(int fd, const iovec* from, int count, off64_t at) {
    const passage way = enter({"pwritev"}, fd, [=] { return file_blocks(fd); });
    return way.leave((*next_pwritev64)(fd, from, count, at));
}

WEIR_GUARD_EXPORT ssize_t pwritev2(int fd, const iovec* from, int count, off_t at, int flags) {
    const passage way = enter({"pwritev2"}, fd, [=] {
        return (flags & RWF_NOWAIT) == 0 && transfer_blocks(fd, POLLOUT);
    });
    return way.leave((*next_pwritev2)(fd, from, count, at, flags));
}

WEIR_GUARD_EXPORT ssize_t pwritev64v2(int fd, const iovec* from, int count, off64_t at, int flags) {
    const passage way = enter({"pwritev2"}, fd, [=] {
        return (flags & RWF_NOWAIT) == 0 && transfer_blocks(fd, POLLOUT);
    });
    return way.leave((*next_pwritev64v2)(fd, from, count, at, flags));
}

WEIR_GUARD_EXPORT ssize_t sendfile(int to, int from, off_t* at, size_t size) noexcept {
    const passage way = enter({"sendfile", false}, to, [=] { return sending_blocks(to, from); });
    return way.leave((*next_sendfile)(to, from, at, size));
}

WEIR_GUARD_EXPORT ssize_t sendfile64(int to, int from, off64_t* at, size_t size) noexcept {
    const passage way = enter({"sendfile", false}, to, [=] { return sending_blocks(to, from); });
    return way.leave((*next_sendfile64)(to, from, at, size));
}

WEIR_GUARD_EXPORT ssize_t copy_file_range(int from, off64_t* read_at, int to, off64_t* write_at,
                                          size_t size, unsigned flags) {
    const passage way = enter({"copy_file_range"}, to, [=] { return copying_blocks(from, to); });
    return way.leave((*next_copy_file_range)(from, read_at, to, write_at, size, flags));
}

}  // namespace diag::interpose
}  // namespace weir::inline v0
