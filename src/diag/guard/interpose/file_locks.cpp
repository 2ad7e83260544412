// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/interpose/descriptors.hpp"
#include "diag/guard/interpose/gate.hpp"
#include "diag/guard/interpose/next.hpp"

#include <fcntl.h>
#include <stdarg.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

namespace weir::inline v0 {
namespace diag::interpose {

WEIR_GUARD_NEXT(fcntl);  // descriptors.cpp asks it too

namespace {

WEIR_GUARD_NEXT(fsync);
WEIR_GUARD_NEXT(fdatasync);
WEIR_GUARD_NEXT(syncfs);
WEIR_GUARD_NEXT(sync);
WEIR_GUARD_NEXT(msync);
WEIR_GUARD_NEXT(flock);
WEIR_GUARD_NEXT(lockf);
WEIR_GUARD_NEXT(lockf64);
WEIR_GUARD_NEXT(fcntl64);

bool waits_for_lock(int command) noexcept {
    return command == F_SETLKW || command == F_OFD_SETLKW;
}

}  // namespace

WEIR_GUARD_EXPORT int fsync(int fd) {
    const passage way = enter({"fsync"}, fd, [=] { return file_blocks(fd); });
    return way.leave((*next_fsync)(fd));
}

WEIR_GUARD_EXPORT int fdatasync(int fd) {
    const passage way = enter({"fdatasync"}, fd, [=] { return file_blocks(fd); });
    return way.leave((*next_fdatasync)(fd));
}

WEIR_GUARD_EXPORT int syncfs(int fd) noexcept {
    const passage way = enter({"syncfs", false}, fd, always);
    return way.leave((*next_syncfs)(fd));
}

WEIR_GUARD_EXPORT void sync() noexcept {
    const passage way = enter({"sync", false}, -1, always);
    (*next_sync)();
    way.leave(0);
}

WEIR_GUARD_EXPORT int msync(void* from, size_t size, int flags) {
    const passage way = enter({"msync"}, -1, [=] { return (flags & MS_SYNC) != 0; });
    return way.leave((*next_msync)(from, size, flags));
}

WEIR_GUARD_EXPORT int flock(int fd, int operation) noexcept {
    const passage way =
        enter({"flock", false}, fd, [=] { return (operation & (LOCK_NB | LOCK_UN)) == 0; });
    return way.leave((*next_flock)(fd, operation));
}

WEIR_GUARD_EXPORT int lockf(int fd, int command, off_t size) {
    const passage way = enter({"lockf"}, fd, [=] { return command == F_LOCK; });
    return way.leave((*next_lockf)(fd, command, size));
}

WEIR_GUARD_EXPORT int lockf64(int fd, int command, off64_t size) {
    const passage way = enter({"lockf"}, fd, [=] { return command == F_LOCK; });
    return way.leave((*next_lockf64)(fd, command, size));
}

WEIR_GUARD_EXPORT int fcntl(int fd, int command, ...) {
    va_list rest;
    va_start(rest, command);
    void* argument = va_arg(rest, void*);
    va_end(rest);
    const passage way = enter({"fcntl"}, fd, [=] { return waits_for_lock(command); });
    return way.leave((*next_fcntl)(fd, command, argument));
}

WEIR_GUARD_EXPORT int fcntl64(int fd, int command, ...) {
    va_list rest;
    va_start(rest, command);
    void* argument = va_arg(rest, void*);
    va_end(rest);
    const passage way = enter({"fcntl"}, fd, [=] { return waits_for_lock(command); });
    return way.leave((*next_fcntl64)(fd, command, argument));
}

}  // namespace diag::interpose
}  // namespace weir::inline v0
