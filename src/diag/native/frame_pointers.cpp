// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/frame_pointers.hpp"

namespace weir::inline v0::diag {

// The stack holds what the sanitizers put out of bounds.
__attribute__((no_sanitize("address", "thread", "undefined"))) std::size_t walk_frame_pointers(
    std::uintptr_t pc, std::uintptr_t bp, std::uintptr_t sp, std::uintptr_t stack_low,
    std::uintptr_t stack_high, std::span<std::uintptr_t> out) noexcept {
    constexpr std::uintptr_t word = sizeof(std::uintptr_t);
    std::uintptr_t* const frames = out.data();  // an instrumented span would call into a sanitizer
    const std::size_t room = out.size();
    if (room == 0) return 0;
    frames[0] = pc;
    std::size_t count = 1;
    std::uintptr_t low = sp > stack_low ? sp : stack_low;
    while (count < room && bp >= low && bp % word == 0 && bp < stack_high &&
           stack_high - bp >= 2 * word) {
        const auto* record = reinterpret_cast<const std::uintptr_t*>(bp);
        if (record[1] == 0) break;  // the thread's first frame
        frames[count++] = record[1];
        low = bp + 2 * word;
        bp = record[0];
    }
    return count;
}

}  // namespace weir::inline v0::diag
