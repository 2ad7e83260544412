// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/work/synced_writes.hpp"

#include "lab/event_loop/work/page_reads.hpp"

#include <weir/base/fatal.hpp>

#include <unistd.h>

#include <array>

namespace weir::inline v0::lab {

[[gnu::noinline]] void write_and_sync(int fd, unsigned times) {
    std::array<char, page_bytes> page{};
    for (unsigned i = 0; i < times; ++i) {
        page.front() = static_cast<char>(i);
        const bool written = ::pwrite(fd, page.data(), page.size(), 0) == ssize_t{page.size()};
        require(written && ::fsync(fd) == 0, "the lab's journal cannot be written");
    }
}

}  // namespace weir::inline v0::lab
