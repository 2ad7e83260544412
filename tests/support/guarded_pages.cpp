// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/guarded_pages.hpp"

#include <weir/base/fatal.hpp>

#include <sys/mman.h>

namespace weir::test {
namespace {

constexpr std::size_t page = 4096;

}  // namespace

// Every second page stays unmapped for good, so that blocks have no neighbours.
guarded_pages::guarded_pages(std::size_t pages) : used_(pages) {
    void* memory = ::mmap(nullptr, 2 * pages * page, PROT_NONE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    require(memory != MAP_FAILED, "no address space for guarded pages");
    memory_ = static_cast<std::byte*>(memory);
}

guarded_pages::~guarded_pages() {
    require(in_use_ == 0, "guarded pages were destroyed while blocks are in use");
    ::munmap(memory_, 2 * used_.size() * page);
}

guarded_pages::block guarded_pages::take(std::size_t size) {
    const std::lock_guard lock(mutex_);
    require(size <= page && in_use_ < used_.size(), "guarded pages have no such block");
    while (used_[next_]) next_ = (next_ + 1) % used_.size();
    std::byte* begin = memory_ + 2 * next_ * page;
    require(::mprotect(begin, page, PROT_READ | PROT_WRITE) == 0, "mprotect failed");
    used_[next_] = true;
    next_ = (next_ + 1) % used_.size();
    ++in_use_;
    return {*this, std::span(begin + page - size, size)};
}

buffer guarded_pages::lend(std::size_t size) {
    block taken = take(size);
    taken.owner_ = nullptr;  // the buffer gives it back
    return {*this, taken.bytes_.data(), size, static_cast<std::uint32_t>(size)};
}

void guarded_pages::release(std::span<std::byte> bytes) noexcept {
    const std::lock_guard lock(mutex_);
    // The end, since a block may be empty.
    const auto end = static_cast<std::size_t>(bytes.data() + bytes.size() - memory_);
    const std::size_t index = (end / page - 1) / 2;
    require(::mmap(memory_ + 2 * index * page, page, PROT_NONE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) != MAP_FAILED,
            "a page could not be unmapped");
    used_[index] = false;
    --in_use_;
}

std::size_t guarded_pages::in_use() const noexcept {
    const std::lock_guard lock(mutex_);
    return in_use_;
}

}  // namespace weir::test
