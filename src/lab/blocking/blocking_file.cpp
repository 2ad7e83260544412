// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/blocking/blocking_file.hpp"

#include <weir/net/owned_descriptor.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace weir::inline v0::lab {
namespace {

/// Fills `into` as far as the file goes.
result<std::size_t> read_full(int fd, std::span<std::byte> into) noexcept {
    std::size_t done = 0;
    while (done < into.size()) {
        const ssize_t got =
            ::pread(fd, into.data() + done, into.size() - done, static_cast<off_t>(done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail_errno(errno);
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

}  // namespace

result<std::string> read_file_blocking(const std::string& path, std::size_t limit) {
    const owned_descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return fail_errno(errno);
    struct stat info{};
    if (fstat(file.get(), &info) != 0) return fail_errno(errno);
    if (static_cast<std::size_t>(info.st_size) > limit) return fail(errc::too_large);
    std::string content(static_cast<std::size_t>(info.st_size), '\0');
    const auto got = read_full(file.get(), std::as_writable_bytes(std::span(content)));
    if (!got) return fail(got.error());
    content.resize(*got);
    return content;
}

result<duration> time_blocking_reads(int fd, std::span<std::byte> into, unsigned count) noexcept {
    const time_point begin = clock::now();
    for (unsigned i = 0; i < count; ++i) {
        const auto got = read_full(fd, into);
        if (!got) return fail(got.error());
        if (*got < into.size()) return fail(errc::eof);
    }
    return clock::now() - begin;
}

}  // namespace weir::inline v0::lab
