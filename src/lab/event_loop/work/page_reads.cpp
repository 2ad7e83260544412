// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/work/page_reads.hpp"

#include <weir/base/fatal.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <fstream>

namespace weir::inline v0::lab {

bool make_page_file(const std::string& path) {
    std::ofstream file(path, std::ios::binary);
    const std::string page(page_bytes, 'w');
    for (std::uint64_t i = 0; i < page_count; ++i) file << page;
    return static_cast<bool>(file.flush());
}

void forget_pages(int fd) noexcept {
    ::fdatasync(fd);  // pages that are not written yet would stay
    ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    ::posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM);
}

[[gnu::noinline]] void read_pages(int fd, unsigned reads) {
    std::array<char, page_bytes> page;
    for (unsigned i = 0; i < reads; ++i) {
        const ssize_t got =
            ::pread(fd, page.data(), page.size(), static_cast<off_t>(page_offset(i)));
        require(got == ssize_t{page.size()}, "the lab's file cannot be read");
    }
}

}  // namespace weir::inline v0::lab
