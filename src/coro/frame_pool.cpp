// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "coro/frame_pool.hpp"

#include <weir/coro/promise.hpp>

#include <array>
#include <cstdlib>
#include <new>

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
constexpr std::size_t cached_bytes_per_class = std::size_t{1} << 20;

struct free_frame {
    free_frame* next;
};

/// Free frames by size, one stack per 64 bytes. Each frame is a block of malloc's own, so that one
/// that is freed on another thread does no harm.
class frame_pool {
public:
    ~frame_pool() {
        for (auto& list : lists_)
            while (list.head != nullptr) std::free(pop(list));
        closed_ = true;
    }

    void* allocate(std::size_t size) {
        const std::size_t index = class_of(size);
        if (index < classes && lists_[index].head != nullptr) return pop(lists_[index]);
        void* block = std::malloc(index < classes ? (index + 1) * granule : size);
        if (block == nullptr) throw std::bad_alloc();
        return block;
    }

    void deallocate(void* block, std::size_t size) noexcept {
        const std::size_t index = class_of(size);
        if (index >= classes || closed_ || lists_[index].count * size >= cached_bytes_per_class) {
            std::free(block);
            return;
        }
        auto* frame = static_cast<free_frame*>(block);
        frame->next = lists_[index].head;
        lists_[index].head = frame;
        ++lists_[index].count;
    }

private:
    struct free_list {
        free_frame* head = nullptr;
        std::size_t count = 0;
    };

    static std::size_t class_of(std::size_t size) noexcept { return (size - 1) / granule; }

    static void* pop(free_list& list) noexcept {
        free_frame* frame = list.head;
        list.head = frame->next;
        --list.count;
        return frame;
    }

    std::array<free_list, classes> lists_;
    bool closed_ = false;  // thread-local destructors of others may still free frames
};

thread_local frame_pool pool;

}  // namespace

void* allocate_frame(std::size_t size) {
    if constexpr (WEIR_POOL_FRAMES) return pool.allocate(size);
    return ::operator new(size);
}

void deallocate_frame(void* frame, std::size_t size) noexcept {
    if constexpr (WEIR_POOL_FRAMES)
        pool.deallocate(frame, size);
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
