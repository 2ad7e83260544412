// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Synchronous file reads: one page here, one there, as an index is read that is not in memory.

#include <cstddef>
#include <cstdint>
#include <string>

namespace weir::inline v0::lab {

inline constexpr std::size_t page_bytes = 4096;
inline constexpr std::uint64_t page_count = 16 * 1024;

/// Where the read with this number goes: all over the file, each page once in a round.
[[nodiscard]] constexpr std::uint64_t page_offset(std::uint64_t read) noexcept {
    constexpr std::uint64_t stride = 7919;  // odd, and the count is a power of two
    return read * stride % page_count * page_bytes;
}

/// Writes the file. False if the system refuses.
[[nodiscard]] bool make_page_file(const std::string& path);

/// Takes the file out of the page cache, where the file system can.
void forget_pages(int fd) noexcept;

/// Reads so many pages with pread, on the calling thread.
void read_pages(int fd, unsigned reads);

}  // namespace weir::inline v0::lab
