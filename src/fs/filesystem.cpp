// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fs/file_operations.hpp"

#include <weir/coro/ok.hpp>
#include <weir/coro/this_task.hpp>
#include <weir/fs/filesystem.hpp>
#include <weir/rt/offload.hpp>
#include <weir/rt/shard.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <memory>
#include <string_view>

namespace weir::inline v0 {
namespace {

using detail::file_operation;

result<std::vector<directory_entry>> read_directory(const std::string& path, std::size_t limit) {
    struct closer {
        void operator()(DIR* d) const noexcept { ::closedir(d); }
    };
    const std::unique_ptr<DIR, closer> directory(::opendir(path.c_str()));
    if (!directory) return fail_errno(errno);
    std::vector<directory_entry> entries;
    for (;;) {
        errno = 0;
        const dirent* next = ::readdir(directory.get());
        if (next == nullptr) break;
        const std::string_view name = next->d_name;
        if (name == "." || name == "..") continue;
        if (entries.size() == limit) return fail(errc::too_large);
        entries.push_back({std::string(name), detail::type_of_mode(DTTOIF(next->d_type))});
    }
    if (errno != 0) return fail_errno(errno);
    return entries;
}

}  // namespace

namespace detail {

file_type type_of_mode(unsigned mode) noexcept {
    switch (mode & S_IFMT) {
        case S_IFREG:
            return file_type::regular;
        case S_IFDIR:
            return file_type::directory;
        case S_IFLNK:
            return file_type::symlink;
        case S_IFSOCK:
            return file_type::socket;
        case S_IFIFO:
            return file_type::pipe;
        case S_IFCHR:
        case S_IFBLK:
            return file_type::device;
        default:
            return file_type::unknown;
    }
}

file_info to_file_info(const struct ::statx& native) noexcept {
    const auto seconds = std::chrono::seconds(native.stx_mtime.tv_sec);
    const auto rest = std::chrono::nanoseconds(native.stx_mtime.tv_nsec);
    return {.type = type_of_mode(native.stx_mode),
            .size = native.stx_size,
            .permissions = native.stx_mode & 07777U,
            .owner = native.stx_uid,
            .group = native.stx_gid,
            .inode = native.stx_ino,
            .device = (std::uint64_t{native.stx_dev_major} << 32) | native.stx_dev_minor,
            .links = native.stx_nlink,
            .modified = std::chrono::sys_time<std::chrono::nanoseconds>(seconds + rest)};
}

}  // namespace detail

task<result<file_info>> stat(std::string path) {
    struct statx native;
    co_await ok(file_operation(detail::stat_info,
                               {.kind = io_kind::stat, .data = &native, .path = path.c_str()}));
    co_return detail::to_file_info(native);
}

task<result<void>> rename(std::string from, std::string to) {
    co_await ok(file_operation(
        detail::rename_info, {.kind = io_kind::rename, .path = from.c_str(), .path2 = to.c_str()}));
    co_return {};
}

task<result<void>> remove(std::string path) {
    co_await ok(
        file_operation(detail::remove_info, {.kind = io_kind::unlink, .path = path.c_str()}));
    co_return {};
}

task<result<void>> remove_directory(std::string path) {
    co_await ok(
        file_operation(detail::remove_info,
                       {.kind = io_kind::unlink, .flags = AT_REMOVEDIR, .path = path.c_str()}));
    co_return {};
}

task<result<void>> make_directory(std::string path, std::uint32_t permissions) {
    co_await ok(file_operation(
        detail::mkdir_info, {.kind = io_kind::mkdir, .mode = permissions, .path = path.c_str()}));
    co_return {};
}

task<result<std::vector<directory_entry>>> list_directory(std::string path, std::size_t limit) {
    offload_pool& pool = shard::of(this_task::env()).file_pool();
    co_return co_await offload(pool, [&path, limit] { return read_directory(path, limit); });
}

}  // namespace weir::inline v0
