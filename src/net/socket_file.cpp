// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "net/socket_file.hpp"

#include "net/socket_options.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace weir::inline v0::detail {
namespace {

bool is_file(const address& at) noexcept {
    return at.family() == address::kind::unix_socket && !at.host().starts_with('@');
}

/// A socket that nobody listens on refuses. Connecting to a Unix socket does not wait: a full
/// backlog is EAGAIN on a non-blocking socket.
bool is_stale(const address& at) noexcept {
    struct stat info;
    if (::lstat(at.host().c_str(), &info) != 0 || !S_ISSOCK(info.st_mode)) return false;
    const auto probe = make_socket(at);
    return probe &&
           ::connect(probe->get(), at.native(), static_cast<socklen_t>(at.native_size())) != 0 &&
           errno == ECONNREFUSED;
}

}  // namespace

result<socket_file> socket_file::bind(int fd, const address& at) noexcept {
    const auto size = static_cast<socklen_t>(at.native_size());
    int failed = ::bind(fd, at.native(), size) == 0 ? 0 : errno;
    if (failed == EADDRINUSE && is_file(at) && is_stale(at)) {
        ::unlink(at.host().c_str());
        failed = ::bind(fd, at.native(), size) == 0 ? 0 : errno;
    }
    if (failed != 0) return fail_errno(failed);

    socket_file file;
    struct stat info;
    if (is_file(at) && ::lstat(at.host().c_str(), &info) == 0) {
        file.path_ = at.host();
        file.device_ = info.st_dev;
        file.inode_ = info.st_ino;
    }
    return file;
}

void socket_file::remove() noexcept {
    struct stat info;
    if (!path_.empty() && ::lstat(path_.c_str(), &info) == 0 && info.st_dev == device_ &&
        info.st_ino == inode_)
        ::unlink(path_.c_str());
    path_.clear();
}

void socket_file::swap(socket_file& other) noexcept {
    path_.swap(other.path_);
    std::swap(device_, other.device_);
    std::swap(inode_, other.inode_);
}

}  // namespace weir::inline v0::detail
