// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Whom to blame, see docs/design/0015.

#include <weir/diag/stall.hpp>

#include <string>
#include <string_view>

namespace weir::inline v0::diag {

struct blame {
    /// The function that the reader can change: the innermost one that belongs neither to a system
    /// library nor to the C++ runtime nor to Weir's loop; failing that one of a library, failing
    /// that the innermost coroutine.
    std::string culprit;
    /// What the culprit called that did not return, such as "compress2 of libz.so.1"; may be empty.
    std::string through;
};

/// Of the stack only the `shared` outermost lines are looked at first, if that is not 0.
[[nodiscard]] blame blame_of(const stall_record& record, std::size_t shared = 0);

/// A function's name with its namespaces, without return type and arguments.
[[nodiscard]] std::string_view qualified_name(std::string_view function);

/// Whether a frame is of the C or C++ runtime, the kernel's vDSO or Weir's loop.
[[nodiscard]] bool is_plumbing(const stack_line& frame);

}  // namespace weir::inline v0::diag
