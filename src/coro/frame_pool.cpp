// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "coro/frame_pool.hpp"

#include <weir/coro/promise.hpp>

#include <cstdlib>
#include <new>
#include <utility>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WEIR_POOL_FRAMES 0  // the sanitizers see frames die only if they really are freed
#endif
#endif
#ifndef WEIR_POOL_FRAMES
#define WEIR_POOL_FRAMES 1
#endif

namespace weir::inline v0::detail {
namespace {

constexpr std::size_t granule = 64;
constexpr std::size_t largest_pooled = 4096;
constexpr std::size_t classes = largest_pooled / granule;
constexpr std::size_t cached_bytes_max = std::size_t{16} << 20;

struct free_frame {
    free_frame* next;
};

/// Free frames by size, one stack per 64 bytes. Each frame is a block of malloc's own, so that one
/// that is freed on another thread does no harm. Trivial, because a thread-local object with a
/// destructor is checked for its construction at every access.
struct frame_pool {
    free_frame* lists[classes];
    std::size_t cached_bytes;
    bool closed;  // thread-local destructors of others may still free frames
};

constinit thread_local frame_pool pool{};

struct pool_cleaner {
    ~pool_cleaner() {
        pool.closed = true;
        for (free_frame*& head : pool.lists)
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
    free_frame* frame = pool.lists[index];
    pool.lists[index] = frame->next;
    pool.cached_bytes -= bytes_of(index);
    return frame;
}

void deallocate_pooled(void* block, std::size_t size) noexcept {
    const std::size_t index = class_of(size);
    if (index >= classes || pool.closed || pool.cached_bytes >= cached_bytes_max) {
        std::free(block);
        return;
    }
    pool.lists[index] = ::new (block) free_frame{pool.lists[index]};
    pool.cached_bytes += bytes_of(index);
}

}  // namespace

void* allocate_frame(std::size_t size) {
    if (WEIR_POOL_FRAMES) return allocate_pooled(size);
    return ::operator new(size);
}

void deallocate_frame(void* frame, std::size_t size) noexcept {
    if (WEIR_POOL_FRAMES)
        deallocate_pooled(frame, size);
    else
        ::operator delete(frame, size);
}

}  // namespace weir::inline v0::detail

namespace weir::inline v0 {

void* promise_base::operator new(std::size_t size) {
    return detail::allocate_frame(size);
}

void promise_base::operator delete(void* frame, std::size_t size) noexcept {
    detail::deallocate_frame(frame, size);
}

}  // namespace weir::inline v0
