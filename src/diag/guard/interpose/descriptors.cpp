// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/interpose/descriptors.hpp"

#include "diag/guard/interpose/next.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <cerrno>

namespace weir::inline v0 {
namespace diag::interpose {

extern next_function<decltype(::fcntl)> next_fcntl;
extern next_function<decltype(::poll)> next_poll;

namespace {

class errno_kept {
public:
    errno_kept() noexcept : value_(errno) {}
    errno_kept(const errno_kept&) = delete;
    errno_kept& operator=(const errno_kept&) = delete;
    ~errno_kept() { errno = value_; }

private:
    int value_;
};

bool waits(int fd) noexcept {
    const int flags = (*next_fcntl)(fd, F_GETFL);
    return flags != -1 && (flags & O_NONBLOCK) == 0;
}

bool ready(int fd, short events) noexcept {
    pollfd one{fd, events, 0};
    return (*next_poll)(&one, 1, 0) == 1;
}

bool kernels_own(const struct statfs& where) noexcept {
    switch (static_cast<unsigned long>(where.f_type)) {
        case PROC_SUPER_MAGIC:
        case SYSFS_MAGIC:
        case CGROUP_SUPER_MAGIC:
        case CGROUP2_SUPER_MAGIC:
        case DEBUGFS_MAGIC:
        case TRACEFS_MAGIC:
            return true;
        default:
            return false;
    }
}

bool on_disk(int fd) noexcept {
    struct statfs where{};
    return fstatfs(fd, &where) != 0 || !kernels_own(where);
}

bool on_disk(const char* path) noexcept {
    struct statfs where{};
    return statfs(path, &where) != 0 || !kernels_own(where);
}

}  // namespace

bool socket_blocks(int fd, int flags) noexcept {
    const errno_kept keep;
    return (flags & MSG_DONTWAIT) == 0 && waits(fd);
}

bool connect_blocks(int fd) noexcept {
    const errno_kept keep;
    int type = 0;
    socklen_t size = sizeof type;
    if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type == SOCK_DGRAM) return false;
    return waits(fd);
}

bool transfer_blocks(int fd, short events) noexcept {
    const errno_kept keep;
    struct stat about{};
    if (fstat(fd, &about) != 0 || S_ISDIR(about.st_mode)) return false;
    if (S_ISREG(about.st_mode)) return on_disk(fd);
    if (S_ISBLK(about.st_mode)) return true;
    if (!waits(fd)) return false;
    return S_ISSOCK(about.st_mode) || !ready(fd, events);
}

bool file_blocks(int fd) noexcept {
    const errno_kept keep;
    struct stat about{};
    if (fstat(fd, &about) != 0) return false;
    return S_ISBLK(about.st_mode) || (S_ISREG(about.st_mode) && on_disk(fd));
}

bool open_blocks(int directory, const char* path, int flags) noexcept {
    const errno_kept keep;
    if ((flags & O_TMPFILE) == O_TMPFILE) return true;  // makes a file; contains O_DIRECTORY
    if ((flags & (O_PATH | O_DIRECTORY)) != 0) return false;
    struct stat about{};
    const int how = (flags & O_NOFOLLOW) != 0 ? AT_SYMLINK_NOFOLLOW : 0;
    if (fstatat(directory, path, &about, how) != 0) return (flags & O_CREAT) != 0;
    if (S_ISFIFO(about.st_mode)) return (flags & O_NONBLOCK) == 0 && (flags & O_ACCMODE) != O_RDWR;
    return S_ISREG(about.st_mode) && on_disk(path);
}

}  // namespace diag::interpose
}  // namespace weir::inline v0
