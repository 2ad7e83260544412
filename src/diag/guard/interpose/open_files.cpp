// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/interpose/descriptors.hpp"
#include "diag/guard/interpose/gate.hpp"
#include "diag/guard/interpose/next.hpp"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>

#include <cstring>

// Not declared unless the headers harden calls, but called by programs that were built so.
extern "C" int __open_2(const char*, int);
extern "C" int __open64_2(const char*, int);
extern "C" int __openat_2(int, const char*, int);
extern "C" int __openat64_2(int, const char*, int);

namespace weir::inline v0 {
namespace diag::interpose {
namespace {

WEIR_GUARD_NEXT(open);
WEIR_GUARD_NEXT(open64);
WEIR_GUARD_NEXT(openat);
WEIR_GUARD_NEXT(openat64);
WEIR_GUARD_NEXT(creat);
WEIR_GUARD_NEXT(creat64);
WEIR_GUARD_NEXT(__open_2);
WEIR_GUARD_NEXT(__open64_2);
WEIR_GUARD_NEXT(__openat_2);
WEIR_GUARD_NEXT(__openat64_2);
WEIR_GUARD_NEXT(fopen);
WEIR_GUARD_NEXT(fopen64);

constexpr int creating = O_CREAT | O_WRONLY | O_TRUNC;

int flags_of_mode(const char* mode) noexcept {
    return mode != nullptr && std::strpbrk(mode, "wa") != nullptr ? creating : O_RDONLY;
}

// The third argument, if there is none, is whatever stood in its place; so does libc.
mode_t permissions(va_list rest) noexcept {
    return va_arg(rest, mode_t);
}

}  // namespace

WEIR_GUARD_EXPORT int open(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = permissions(rest);
    va_end(rest);
    const passage way = enter({"open"}, -1, [=] { return open_blocks(AT_FDCWD, path, flags); });
    return way.leave((*next_open)(path, flags, mode));
}

WEIR_GUARD_EXPORT int open64(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = permissions(rest);
    va_end(rest);
    const passage way = enter({"open"}, -1, [=] { return open_blocks(AT_FDCWD, path, flags); });
    return way.leave((*next_open64)(path, flags, mode));
}

WEIR_GUARD_EXPORT int openat(int directory, const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = permissions(rest);
    va_end(rest);
    const passage way = enter({"openat"}, -1, [=] { return open_blocks(directory, path, flags); });
    return way.leave((*next_openat)(directory, path, flags, mode));
}

WEIR_GUARD_EXPORT int openat64(int directory, const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = permissions(rest);
    va_end(rest);
    const passage way = enter({"openat"}, -1, [=] { return open_blocks(directory, path, flags); });
    return way.leave((*next_openat64)(directory, path, flags, mode));
}

WEIR_GUARD_EXPORT int creat(const char* path, mode_t mode) {
    const passage way = enter({"creat"}, -1, [=] { return open_blocks(AT_FDCWD, path, creating); });
    return way.leave((*next_creat)(path, mode));
}

WEIR_GUARD_EXPORT int creat64(const char* path, mode_t mode) {
    const passage way = enter({"creat"}, -1, [=] { return open_blocks(AT_FDCWD, path, creating); });
    return way.leave((*next_creat64)(path, mode));
}

WEIR_GUARD_EXPORT int __open_2(const char* path, int flags) {
    const passage way = enter({"open"}, -1, [=] { return open_blocks(AT_FDCWD, path, flags); });
    return way.leave((*next___open_2)(path, flags));
}

WEIR_GUARD_EXPORT int __open64_2(const char* path, int flags) {
    const passage way = enter({"open"}, -1, [=] { return open_blocks(AT_FDCWD, path, flags); });
    return way.leave((*next___open64_2)(path, flags));
}

WEIR_GUARD_EXPORT int __openat_2(int directory, const char* path, int flags) {
    const passage way = enter({"openat"}, -1, [=] { return open_blocks(directory, path, flags); });
    return way.leave((*next___openat_2)(directory, path, flags));
}

WEIR_GUARD_EXPORT int __openat64_2(int directory, const char* path, int flags) {
    const passage way = enter({"openat"}, -1, [=] { return open_blocks(directory, path, flags); });
    return way.leave((*next___openat64_2)(directory, path, flags));
}

WEIR_GUARD_EXPORT FILE* fopen(const char* path, const char* mode) {
    const passage way = enter({"fopen", false}, -1,
                              [=] { return open_blocks(AT_FDCWD, path, flags_of_mode(mode)); });
    return way.leave((*next_fopen)(path, mode));
}

WEIR_GUARD_EXPORT FILE* fopen64(const char* path, const char* mode) {
    const passage way = enter({"fopen", false}, -1,
                              [=] { return open_blocks(AT_FDCWD, path, flags_of_mode(mode)); });
    return way.leave((*next_fopen64)(path, mode));
}

}  // namespace diag::interpose
}  // namespace weir::inline v0
