// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/epoll/file_calls.hpp"

#include "rt/driver/epoll/system_call.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>

namespace weir::inline v0::detail {
namespace {

// An offset of UINT64_MAX arrives as -1, which preadv2 takes for the current position.
int read_file(const io_request& r, int fd, int flags) noexcept {
    const iovec into{.iov_base = r.data, .iov_len = r.size};
    return system_call(
        [&] { return ::preadv2(fd, &into, 1, static_cast<off_t>(r.offset), flags); });
}

int write_file(const io_request& r, int fd) noexcept {
    const iovec from{.iov_base = r.data, .iov_len = r.size};
    return system_call([&] { return ::pwritev2(fd, &from, 1, static_cast<off_t>(r.offset), 0); });
}

int sync_file(const io_request& r, int fd) noexcept {
    return system_call([&] { return r.flags == 1 ? ::fdatasync(fd) : ::fsync(fd); });
}

int stat_file(const io_request& r, int fd) noexcept {
    constexpr unsigned fields = STATX_BASIC_STATS | STATX_BTIME;
    const bool by_path = r.path != nullptr;
    const int flags = static_cast<int>(r.flags) | (by_path ? 0 : AT_EMPTY_PATH);
    return system_call([&] {
        return ::statx(by_path ? AT_FDCWD : fd, by_path ? r.path : "", flags, fields,
                       static_cast<struct statx*>(r.data));
    });
}

}  // namespace

int file_call(const io_request& r, int fd) noexcept {
    const int flags = static_cast<int>(r.flags);
    switch (r.kind) {
        case io_kind::open:
            return system_call(
                [&] { return ::openat(AT_FDCWD, r.path, flags | O_CLOEXEC, r.mode); });
        case io_kind::read_at:
            return read_file(r, fd, 0);
        case io_kind::write_at:
            return write_file(r, fd);
        case io_kind::sync:
            return sync_file(r, fd);
        case io_kind::stat:
            return stat_file(r, fd);
        case io_kind::rename:
            return system_call(
                [&] { return ::renameat2(AT_FDCWD, r.path, AT_FDCWD, r.path2, r.flags); });
        case io_kind::unlink:
            return system_call([&] { return ::unlinkat(AT_FDCWD, r.path, flags); });
        case io_kind::mkdir:
            return system_call([&] { return ::mkdirat(AT_FDCWD, r.path, r.mode); });
        default:
            return -EINVAL;
    }
}

// RWF_NOWAIT serves buffered reads since Linux 4.14; tmpfs, FUSE and others refuse it.
std::optional<int> cached_read(const io_request& request, int fd) noexcept {
    const int count = read_file(request, fd, RWF_NOWAIT);
    if (count == -EAGAIN) return std::nullopt;
    return count;
}

}  // namespace weir::inline v0::detail
