// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/lease_pool.hpp"

#include <sys/mman.h>

#include <cerrno>
#include <new>
#include <utility>

#if __has_include(<sanitizer/asan_interface.h>)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size) (static_cast<void>(address))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) (static_cast<void>(address))
#endif

namespace weir::inline v0::detail {
namespace {

constexpr std::size_t block_alignment = 64;

std::size_t rounded_up(std::size_t size) noexcept {
    return (size + block_alignment - 1) / block_alignment * block_alignment;
}

}  // namespace

result<lease_pool::pointer> lease_pool::create(std::size_t count, std::size_t size) noexcept {
    size = rounded_up(size == 0 ? 1 : size);
    std::unique_ptr<std::uint32_t[]> free(new (std::nothrow) std::uint32_t[count]);
    if (free == nullptr) return fail_errno(ENOMEM);
    void* memory = nullptr;
    if (count != 0)
        memory = ::mmap(nullptr, count * size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) return fail_errno(errno);
    auto* pool = new (std::nothrow)
        lease_pool(static_cast<std::byte*>(memory), std::move(free), count, size);
    if (pool == nullptr) {
        if (memory != nullptr) ::munmap(memory, count * size);
        return fail_errno(ENOMEM);
    }
    return pointer(pool);
}

lease_pool::lease_pool(std::byte* memory, std::unique_ptr<std::uint32_t[]> free, std::size_t count,
                       std::size_t size) noexcept
    : memory_(memory), free_(std::move(free)), count_(count), size_(size) {
    for (std::size_t i = 0; i < count; ++i) free_[i] = static_cast<std::uint32_t>(count - 1 - i);
    ASAN_POISON_MEMORY_REGION(memory_, count_ * size_);
}

lease_pool::~lease_pool() {
    if (memory_ == nullptr) return;
    ASAN_UNPOISON_MEMORY_REGION(memory_, count_ * size_);
    ::munmap(memory_, count_ * size_);
}

bool lease_pool::lend(buffer& into) noexcept {
    if (lent_ == count_) return false;
    const std::uint32_t id = free_[count_ - ++lent_];
    std::byte* block = memory_ + id * size_;
    ASAN_UNPOISON_MEMORY_REGION(block, size_);
    into = buffer(*this, block, size_, id);
    return true;
}

void lease_pool::release(std::byte* block, std::uint32_t id) noexcept {
    ASAN_POISON_MEMORY_REGION(block, size_);
    free_[count_ - lent_--] = id;
    if (retired_ && lent_ == 0) delete this;
}

void lease_pool::retire::operator()(lease_pool* pool) const noexcept {
    pool->retired_ = true;
    if (pool->lent_ == 0) delete pool;
}

}  // namespace weir::inline v0::detail
