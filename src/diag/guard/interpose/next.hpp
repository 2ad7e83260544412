// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The definition that a function has without us: the next one in the loader's order. Found for all
/// functions when this object is loaded, or at the first call if one comes before that.

#include <atomic>
#include <cstddef>

namespace weir::inline v0 {
namespace diag::interpose {

struct next_symbol {
    const char* name;
    const char* version;  ///< of glibc, where a name has had several meanings; else null
    std::atomic<void*> address{nullptr};
};

/// Finds and keeps it. Without one: a function that fails with ENOSYS.
void* find_next(next_symbol& symbol) noexcept;

template <class Function>
class next_function : private next_symbol {
public:
    constexpr explicit next_function(const char* name, const char* version = nullptr) noexcept
        : next_symbol{name, version} {}

    Function& operator*() noexcept {
        void* found = address.load(std::memory_order_relaxed);
        if (found == nullptr) [[unlikely]]
            found = find_next(*this);
        return *reinterpret_cast<Function*>(found);
    }
};

}  // namespace diag::interpose
}  // namespace weir::inline v0

/// Defines `next_NAME`. The section makes an array of all of them, see next.cpp.
#define WEIR_GUARD_NEXT(name, ...)                                                           \
    [[gnu::section("weir_guard_next"),                                                       \
      gnu::used]] constinit next_function<decltype(::name)> next_##name(#name __VA_OPT__(, ) \
                                                                            __VA_ARGS__)

#define WEIR_GUARD_EXPORT extern "C" [[gnu::visibility("default")]]
