// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "global_malloc_lock.hpp"

#include <pthread.h>

#include <cerrno>
#include <cstddef>

// libc's own, under the names that it gives to replacements.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);
}

namespace {

pthread_mutex_t the_lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

}  // namespace

namespace weir::test {

global_malloc_lock::global_malloc_lock() noexcept {
    pthread_mutex_lock(&the_lock);
}
global_malloc_lock::~global_malloc_lock() {
    pthread_mutex_unlock(&the_lock);
}

}  // namespace weir::test

extern "C" {

void* malloc(std::size_t size) {
    const weir::test::global_malloc_lock held;
    return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
    const weir::test::global_malloc_lock held;
    return __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) {
    const weir::test::global_malloc_lock held;
    return __libc_realloc(old, size);
}
void* memalign(std::size_t alignment, std::size_t size) {
    const weir::test::global_malloc_lock held;
    return __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    return memalign(alignment, size);
}
int posix_memalign(void** into, std::size_t alignment, std::size_t size) {
    *into = memalign(alignment, size);
    return *into != nullptr ? 0 : ENOMEM;
}
void free(void* block) {
    const weir::test::global_malloc_lock held;
    __libc_free(block);
}

}  // extern "C"
