// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace weir::inline v0::diag {

/// The call that a return address returns from.
struct call_site {
    std::uintptr_t target = 0;  ///< what is called; 0 if that cannot be told from the code
    std::uintptr_t stub = 0;    ///< of a direct call, where it goes before the target: maybe a stub
};

/// Reads the code (of x86-64) before `return_address`; empty if there is no call.
[[nodiscard]] std::optional<call_site> call_before(std::uintptr_t return_address) noexcept;

}  // namespace weir::inline v0::diag
