// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/block_pool.hpp>

#include <cstdlib>
#include <new>
#include <utility>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WEIR_POOL_BLOCKS 0  // the sanitizers see blocks die only if they really are freed
#endif
#endif
#ifndef WEIR_POOL_BLOCKS
#define WEIR_POOL_BLOCKS 1
#endif

namespace weir::inline v0 {
namespace {

constexpr std::size_t granule = 64;
constexpr std::size_t largest_pooled = 4096;
constexpr std::size_t classes = largest_pooled / granule;
constexpr std::size_t cached_bytes_max = std::size_t{16} << 20;

struct free_block {
    free_block* next;
};

/// Free blocks by size, one stack per 64 bytes. Each is a block of malloc's own, so that one
/// that is freed on another thread does no harm; a thread that only releases keeps nothing.
/// Trivial, because a thread-local object with a destructor is checked for its construction at
/// every access.
struct block_pool {
    free_block* lists[classes];
    std::size_t cached_bytes;
    bool open;  // false until the first block, and again when the thread ends
};

constinit thread_local block_pool pool{};

struct pool_cleaner {
    pool_cleaner() noexcept { pool.open = true; }
    ~pool_cleaner() {
        pool.open = false;
        for (free_block*& head : pool.lists)
            while (head != nullptr) std::free(std::exchange(head, head->next));
    }
};

std::size_t class_of(std::size_t size) noexcept {
    return (size - 1) / granule;
}

std::size_t bytes_of(std::size_t index) noexcept {
    return (index + 1) * granule;
}

[[gnu::noinline]] void* allocate_slowly(std::size_t size) {
    static thread_local const pool_cleaner at_thread_exit;
    static_cast<void>(&at_thread_exit);
    const std::size_t index = class_of(size);
    void* block = std::malloc(index < classes ? bytes_of(index) : size);
    if (block == nullptr) throw std::bad_alloc();
    return block;
}

void* allocate_pooled(std::size_t size) {
    const std::size_t index = class_of(size);
    if (index >= classes || pool.lists[index] == nullptr) return allocate_slowly(size);
    free_block* block = pool.lists[index];
    pool.lists[index] = block->next;
    pool.cached_bytes -= bytes_of(index);
    return block;
}

void release_pooled(void* block, std::size_t size) noexcept {
    const std::size_t index = class_of(size);
    if (index >= classes || !pool.open || pool.cached_bytes >= cached_bytes_max) {
        std::free(block);
        return;
    }
    pool.lists[index] = ::new (block) free_block{pool.lists[index]};
    pool.cached_bytes += bytes_of(index);
}

}  // namespace

void* allocate_block(std::size_t size) {
    if (WEIR_POOL_BLOCKS) return allocate_pooled(size);
    return ::operator new(size);
}

void release_block(void* block, std::size_t size) noexcept {
    if (WEIR_POOL_BLOCKS)
        release_pooled(block, size);
    else
        ::operator delete(block, size);
}

}  // namespace weir::inline v0
