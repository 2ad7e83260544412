// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Preloaded into a program, counts its heap allocations where the runner can read them at any time:
// in the file that WEIR_COUNT_FILE names, as three numbers of 64 bits (allocations, frees, bytes).

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

extern void* __libc_malloc(size_t size);
extern void* __libc_calloc(size_t count, size_t size);
extern void* __libc_realloc(void* old, size_t size);
extern void* __libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void* memory);

struct counters {
    _Atomic uint64_t allocations, frees, bytes;
};

// What is allocated before the constructor ran is of no interest.
static struct counters unread;
static struct counters* counters = &unread;

__attribute__((constructor)) static void map_counters(void) {
    const char* path = getenv("WEIR_COUNT_FILE");
    const int fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) return;
    void* shared = mmap(NULL, sizeof *counters, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (shared != MAP_FAILED) counters = shared;
    close(fd);
}

static void count(size_t size) {
    atomic_fetch_add_explicit(&counters->allocations, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&counters->bytes, size, memory_order_relaxed);
}

void* malloc(size_t size) {
    count(size);
    return __libc_malloc(size);
}

void* calloc(size_t count_of, size_t size) {
    count(count_of * size);
    return __libc_calloc(count_of, size);
}

void* realloc(void* old, size_t size) {
    count(size);
    return __libc_realloc(old, size);
}

void* memalign(size_t alignment, size_t size) {
    count(size);
    return __libc_memalign(alignment, size);
}

void* aligned_alloc(size_t alignment, size_t size) {
    return memalign(alignment, size);
}

int posix_memalign(void** into, size_t alignment, size_t size) {
    void* memory = memalign(alignment, size);
    if (memory == NULL) return ENOMEM;
    *into = memory;
    return 0;
}

void free(void* memory) {
    if (memory != NULL) atomic_fetch_add_explicit(&counters->frees, 1, memory_order_relaxed);
    __libc_free(memory);
}
