// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/interpose/next.hpp"

#include <dlfcn.h>

#include <cerrno>

extern "C"
    [[gnu::visibility("hidden")]] weir::diag::interpose::next_symbol __start_weir_guard_next[];
extern "C"
    [[gnu::visibility("hidden")]] weir::diag::interpose::next_symbol __stop_weir_guard_next[];

namespace weir::inline v0 {
namespace diag::interpose {
namespace {

long missing() noexcept {
    errno = ENOSYS;
    return -1;
}

[[gnu::constructor(101)]] void find_all() noexcept {
    for (next_symbol* s = __start_weir_guard_next; s != __stop_weir_guard_next; ++s) find_next(*s);
}

}  // namespace

void* find_next(next_symbol& symbol) noexcept {
    void* found = nullptr;
    if (symbol.version != nullptr) found = dlvsym(RTLD_NEXT, symbol.name, symbol.version);
    if (found == nullptr) found = dlsym(RTLD_NEXT, symbol.name);
    if (found == nullptr) found = reinterpret_cast<void*>(&missing);
    symbol.address.store(found, std::memory_order_relaxed);
    return found;
}

}  // namespace diag::interpose
}  // namespace weir::inline v0
