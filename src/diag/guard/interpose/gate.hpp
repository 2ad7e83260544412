// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What each interposed function asks first: is this a shard inside of a step, and would the call
/// block? Turned off it costs a load and a branch.
///
///     ssize_t read(int fd, void* to, size_t size) {
///         const passage way = enter({"read"}, fd, [=] { return transfer_blocks(fd, POLLIN); });
///         return way.leave((*next_read)(fd, to, size));
///     }
///
/// This object is compiled without exceptions, but with unwind tables: what the program's `raise`
/// throws passes through, before the call was made.

#include "diag/guard/guard_abi.hpp"

#include <atomic>
#include <cstdint>

namespace weir::inline v0 {
namespace diag::interpose {

struct call {
    const char* name;
    bool may_throw = true;
};

struct culprit;

/// The way through a call; knows whom to charge for the time that it takes.
class passage {
public:
    constexpr passage() noexcept = default;
    passage(culprit* charged, std::uint64_t begun) noexcept : charged_(charged), begun_(begun) {}

    /// Returns the call's value, after the call.
    template <class Value>
    Value leave(Value value) const noexcept {
        if (charged_ != nullptr) [[unlikely]]
            charge();
        return value;
    }

private:
    void charge() const noexcept;

    culprit* charged_ = nullptr;
    std::uint64_t begun_ = 0;
};

extern std::atomic<int> current_mode;

weir_guard_place ask_program() noexcept;

[[gnu::always_inline]] inline weir_guard_place here() noexcept {
    if (current_mode.load(std::memory_order_relaxed) == weir_guard_off) [[likely]]
        return weir_guard_outside;
    return ask_program();
}

/// Counts and reports a call that blocks. May throw where `what` may.
passage stop_at(call what, int descriptor, weir_guard_place place, const void* caller);

/// Inlined, so that the return address is that of the interposed function.
template <class Blocks>
[[gnu::always_inline]] inline passage enter(call what, int descriptor, Blocks&& blocks) {
    const weir_guard_place place = here();
    if (place == weir_guard_outside) [[likely]]
        return {};
    if (!blocks()) return {};
    return stop_at(what, descriptor, place, __builtin_return_address(0));
}

inline constexpr auto always = [] { return true; };

}  // namespace diag::interpose
}  // namespace weir::inline v0
