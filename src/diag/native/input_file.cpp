// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/input_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace weir::inline v0::diag {

input_file::input_file(const char* path) noexcept : fd_(::open(path, O_RDONLY | O_CLOEXEC)) {}

input_file::~input_file() {
    if (fd_ >= 0) ::close(fd_);
}

std::size_t input_file::read_at(std::uint64_t offset, void* to, std::size_t size) noexcept {
    auto* const bytes = static_cast<std::byte*>(to);
    std::size_t done = 0;
    while (done < size) {
        const ssize_t got =
            ::pread(fd_, bytes + done, size - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

std::string input_file::read_to_end() {
    std::string text;
    std::array<char, 16384> piece;
    for (;;) {
        const ssize_t got = ::read(fd_, piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return text;
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
}

std::vector<std::byte> input_file::block(std::uint64_t offset, std::uint64_t size,
                                         std::uint64_t limit) {
    if (size == 0 || size > limit) return {};
    std::vector<std::byte> bytes(size);
    if (read_at(offset, bytes.data(), bytes.size()) != size) bytes.clear();
    return bytes;
}

}  // namespace weir::inline v0::diag
