// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/guard/interpose/stack.hpp"

#include <dlfcn.h>
#include <unwind.h>

#include <atomic>
#include <cstdint>

namespace weir::inline v0 {
namespace diag::interpose {
namespace {

struct walk {
    const void* caller;
    const void** to;
    unsigned room;
    unsigned depth = 0;
};

_Unwind_Reason_Code visit(_Unwind_Context* frame, void* state) {
    walk& w = *static_cast<walk*>(state);
    const auto* address = reinterpret_cast<const void*>(_Unwind_GetIP(frame));
    if (address == nullptr || w.depth == w.room) return _URC_END_OF_STACK;
    if (w.depth != 0 || address == w.caller) w.to[w.depth++] = address;
    return _URC_NO_REASON;
}

bool has_symbol(const char* name) noexcept {
    return dlsym(RTLD_DEFAULT, name) != nullptr;
}

}  // namespace

unsigned walk_stack(const void* caller, const void** to, unsigned room) noexcept {
    walk w{caller, to, room};
    _Unwind_Backtrace(&visit, &w);
    if (w.depth != 0) return w.depth;
    to[0] = caller;
    return 1;
}

bool sanitizer_present() noexcept {
    static constinit std::atomic<int> known{-1};
    if (known < 0)
        known = has_symbol("__asan_init") || has_symbol("__tsan_init") || has_symbol("__msan_init");
    return known > 0;
}

bool interceptors_stop_exceptions() noexcept {
    static constinit std::atomic<int> known{-1};
    if (known < 0) known = has_symbol("__tsan_init");
    return known > 0;
}

}  // namespace diag::interpose
}  // namespace weir::inline v0
