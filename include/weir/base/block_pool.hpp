// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Memory for what comes and goes with every request: coroutine frames, output buffers, headers.
///
///     void* block = allocate_block(size);
///     release_block(block, size);
///
/// Each thread keeps the blocks it released, by size in steps of 64 bytes up to 4 KiB, and hands
/// them out again in a few nanoseconds; larger ones, and what a thread keeps beyond 16 MiB, go to
/// malloc. A block may be released on another thread, which then keeps it. Under ASan and TSan
/// nothing is kept, so that they see every release.

#include <cstddef>

namespace weir::inline v0 {

/// At least `size` bytes, aligned as by malloc. Throws `std::bad_alloc`.
[[nodiscard]] void* allocate_block(std::size_t size);

/// `size` is what the block was allocated with.
void release_block(void* block, std::size_t size) noexcept;

/// For containers that live as long as a request.
template <class T>
struct pool_allocator {
    using value_type = T;

    pool_allocator() noexcept = default;
    template <class U>
    pool_allocator(const pool_allocator<U>&) noexcept {}  // NOLINT: as allocators convert

    [[nodiscard]] T* allocate(std::size_t n) {
        static_assert(alignof(T) <= alignof(std::max_align_t));
        return static_cast<T*>(allocate_block(n * sizeof(T)));
    }
    void deallocate(T* block, std::size_t n) noexcept { release_block(block, n * sizeof(T)); }

    friend bool operator==(const pool_allocator&, const pool_allocator&) noexcept { return true; }
};

}  // namespace weir::inline v0
