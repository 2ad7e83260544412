// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weir::inline v0::diag {

/// One frame of a native stack.
struct native_frame {
    std::uintptr_t pc;  ///< of the first frame exact, of all others the return address

    /// Found by looking for something like a frame record, not by the tables of the compiler: it
    /// may be left over from an earlier call. Say "?" where it is shown.
    bool doubtful = false;

    friend bool operator==(const native_frame&, const native_frame&) = default;
};

}  // namespace weir::inline v0::diag
