// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/profile/new_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <utility>

namespace weir::inline v0::diag::detail {
namespace {

std::error_code last_error() noexcept {
    return {errno, std::system_category()};
}

/// Renames unless the new name is taken. Where the file system cannot do both at once (NFS), a file
/// that another process makes in between would be replaced.
result<bool> rename_to_new(const char* from, const char* to) noexcept {
    if (::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return true;
    if (errno == EEXIST) return false;
    if (errno != EINVAL && errno != ENOSYS) return fail(last_error());
    if (::access(to, F_OK) == 0) return false;
    if (::rename(from, to) == 0) return true;
    return fail(last_error());
}

}  // namespace

new_file::new_file(std::string temporary, std::uint32_t permissions, std::uint64_t max_bytes)
    : temporary_(std::move(temporary)),
      fd_(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                 permissions)),
      room_(max_bytes) {
    if (fd_ < 0) error_ = last_error();
}

new_file::~new_file() {
    if (fd_ < 0) return;
    ::close(fd_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void new_file::write(std::string_view piece) {
    if (!error_ && piece.size() > room_) error_ = errc::too_large;
    while (!error_ && !piece.empty()) {
        const ssize_t n = ::write(fd_, piece.data(), piece.size());
        if (n < 0 && errno != EINTR) error_ = last_error();
        if (n < 0) continue;
        piece.remove_prefix(static_cast<std::size_t>(n));
        room_ -= static_cast<std::uint64_t>(n);
    }
}

result<void> new_file::flush() {
    if (!error_ && ::fsync(fd_) != 0) error_ = last_error();
    if (error_) return fail(error_);
    return {};
}

result<bool> new_file::publish(const std::string& path) {
    if (const auto flushed = flush(); !flushed) return fail(flushed.error());
    result<bool> renamed = rename_to_new(temporary_.c_str(), path.c_str());
    if (renamed && *renamed) temporary_.clear();
    return renamed;
}

result<void> flush_directory(const std::string& directory) {
    const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return fail(last_error());
    const bool done = ::fsync(fd) == 0 || errno == EINVAL;
    const std::error_code error = last_error();
    ::close(fd);
    if (!done) return fail(error);
    return {};
}

}  // namespace weir::inline v0::diag::detail
