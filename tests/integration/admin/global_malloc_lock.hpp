// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// An allocator with one lock for the whole process, as the worst of allocators has one. Linking
/// global_malloc_lock.cpp replaces that of libc.

namespace weir::test {

/// Nobody else can allocate or free as long as it lives.
class global_malloc_lock {
public:
    global_malloc_lock() noexcept;
    global_malloc_lock(const global_malloc_lock&) = delete;
    global_malloc_lock& operator=(const global_malloc_lock&) = delete;
    ~global_malloc_lock();
};

}  // namespace weir::test
