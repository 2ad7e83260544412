// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fs/file_operations.hpp"

#include <weir/coro/ok.hpp>
#include <weir/fs/file.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace weir::inline v0 {
namespace {

using detail::file_operation;

/// Room for files that do not tell their size, such as those of /proc.
constexpr std::size_t unknown_size = 4096;

int native_flags(const open_options& options) noexcept {
    int flags = O_CLOEXEC;
    flags |= !options.write ? O_RDONLY : options.read ? O_RDWR : O_WRONLY;
    if (options.create) flags |= O_CREAT;
    if (options.exclusive) flags |= O_EXCL;
    if (options.truncate) flags |= O_TRUNC;
    if (options.append) flags |= O_APPEND;
    return flags;
}

buffer grown(const buffer& old, std::size_t size) {
    buffer larger = buffer::allocate(size);
    std::memcpy(larger.data(), old.data(), std::min(size, old.size()));
    return larger;
}

}  // namespace

task<result<file>> file::open(std::string path, open_options options) {
    if (!options.read && !options.write) co_return fail(errc::bad_argument);
    const int fd = co_await ok(
        file_operation(detail::open_info, {.kind = io_kind::open,
                                           .flags = static_cast<unsigned>(native_flags(options)),
                                           .mode = options.permissions,
                                           .path = path.c_str()}));
    auto handle = io_handle::adopt(fd);
    if (!handle) {
        ::close(fd);
        co_return fail(handle.error());
    }
    co_return file(std::move(*handle));
}

task<result<std::size_t>> file::read_at(std::span<std::byte> into, std::uint64_t offset) {
    if (!handle_) co_return fail(errc::closed);
    const auto got = co_await file_operation(detail::read_info, {.kind = io_kind::read_at,
                                                                 .entry = handle_.entry(),
                                                                 .data = into.data(),
                                                                 .size = into.size(),
                                                                 .offset = offset});
    if (!got) co_return fail(explain(got.error()));
    if (*got == 0) co_return fail(errc::eof);
    co_return static_cast<std::size_t>(*got);
}

task<result<std::size_t>> file::read_full_at(std::span<std::byte> into, std::uint64_t offset) {
    std::size_t filled = 0;
    while (filled < into.size()) {
        const auto got = co_await read_at(into.subspan(filled), offset + filled);
        if (!got && got.error() == errc::eof) break;
        filled += co_await ok(got);
    }
    co_return filled;
}

task<result<buffer>> file::read_all(std::size_t limit) {
    const std::uint64_t told = co_await ok(size());
    if (told > limit) co_return fail(errc::too_large);
    // One byte more than told shows whether the file has grown meanwhile.
    buffer content = buffer::allocate(told == 0 ? unknown_size : told + 1);
    std::size_t filled = 0;
    for (;;) {
        filled += co_await ok(read_full_at(content.bytes().subspan(filled), filled));
        if (filled > limit) co_return fail(errc::too_large);
        if (filled < content.size()) break;
        content = grown(content, content.size() * 2);
    }
    content.truncate(filled);
    co_return content;
}

task<result<void>> file::write_at(std::span<const std::byte> bytes, std::uint64_t offset) {
    while (!bytes.empty()) {
        if (!handle_) co_return fail(errc::closed);
        const auto put = co_await file_operation(detail::write_info,
                                                 {.kind = io_kind::write_at,
                                                  .entry = handle_.entry(),
                                                  .data = const_cast<std::byte*>(bytes.data()),
                                                  .size = bytes.size(),
                                                  .offset = offset});
        if (!put) co_return fail(explain(put.error()));
        bytes = bytes.subspan(static_cast<std::size_t>(*put));
        offset += static_cast<std::size_t>(*put);
    }
    co_return {};
}

task<result<void>> file::sync(bool data_only) {
    if (!handle_) co_return fail(errc::closed);
    const auto synced = co_await file_operation(
        detail::sync_info,
        {.kind = io_kind::sync, .flags = data_only ? 1U : 0U, .entry = handle_.entry()});
    if (!synced) co_return fail(explain(synced.error()));
    co_return {};
}

task<result<file_info>> file::stat() {
    if (!handle_) co_return fail(errc::closed);
    struct statx native;
    const auto told = co_await file_operation(
        detail::stat_info, {.kind = io_kind::stat, .entry = handle_.entry(), .data = &native});
    if (!told) co_return fail(explain(told.error()));
    co_return detail::to_file_info(native);
}

task<result<std::uint64_t>> file::size() {
    co_return (co_await ok(stat())).size;
}

/// An operation that our own `close` ended says so.
std::error_code file::explain(std::error_code error) const noexcept {
    const bool stopped = error == errc::canceled || error == errc::timed_out;
    return handle_ || stopped ? error : errc::closed;
}

task<result<buffer>> read_file(std::string path, std::size_t limit) {
    file opened = co_await ok(file::open(std::move(path)));
    co_return co_await opened.read_all(limit);
}

}  // namespace weir::inline v0
