// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/process/server_stats.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <new>

namespace weir::inline v0::lab {
namespace {

result<void*> map_shared(int fd) noexcept {
    void* at = mmap(nullptr, sizeof(server_stats), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED) return fail_errno(errno);
    return at;
}

}  // namespace

void stats_page::unmap::operator()(server_stats* page) const noexcept {
    munmap(page, sizeof(server_stats));
}

result<stats_page> stats_page::create() noexcept {
    owned_descriptor memory(memfd_create("weir-lab-stats", MFD_CLOEXEC));
    if (!memory) return fail_errno(errno);
    if (ftruncate(memory.get(), sizeof(server_stats)) != 0) return fail_errno(errno);
    const auto at = map_shared(memory.get());
    if (!at) return fail(at.error());
    return stats_page(std::move(memory), new (*at) server_stats);
}

result<stats_page> stats_page::map(owned_descriptor memory) noexcept {
    const auto at = map_shared(memory.get());
    if (!at) return fail(at.error());
    return stats_page(std::move(memory), static_cast<server_stats*>(*at));
}

}  // namespace weir::inline v0::lab
