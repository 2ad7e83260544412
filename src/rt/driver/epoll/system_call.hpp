// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The kernel's convention for results: at least 0, or a negated errno.

#include <cerrno>

namespace weir::inline v0::detail {

/// Repeats `call` while a signal interrupts it. Counts fit an int: Linux transfers at most
/// 0x7ffff000 bytes at once.
template <class Call>
[[nodiscard]] int system_call(Call call) noexcept {
    for (;;) {
        const auto returned = call();
        if (returned >= 0) return static_cast<int>(returned);
        if (errno != EINTR) return -errno;
    }
}

}  // namespace weir::inline v0::detail
