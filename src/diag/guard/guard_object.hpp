// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The shared object, seen from the program.

#include "diag/guard/guard_abi.hpp"

namespace weir::inline v0 {
namespace diag {

/// Null if it is not loaded; looked for once.
const weir_guard_api* find_guard() noexcept;

/// Null before `install` succeeded.
const weir_guard_api* installed_guard() noexcept;

/// While in scope, calls of this thread are not looked at.
class guard_quiet {
public:
    explicit guard_quiet(const weir_guard_api& guard) noexcept : guard_(guard) { guard_.quiet(1); }
    guard_quiet(const guard_quiet&) = delete;
    guard_quiet& operator=(const guard_quiet&) = delete;
    ~guard_quiet() { guard_.quiet(-1); }

private:
    const weir_guard_api& guard_;
};

}  // namespace diag
}  // namespace weir::inline v0
