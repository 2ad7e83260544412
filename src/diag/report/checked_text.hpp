// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <weir/diag/stall.hpp>

#include <string>

namespace weir::inline v0::diag {

/// A text at an address that may be nonsense, cut at 1 KiB; empty if it cannot be read.
[[nodiscard]] std::string checked_text(const char* from);

/// What a source_location's pointer, read from a running thread, says; empty if it is nonsense.
[[nodiscard]] await_line checked_location(const void* site);

}  // namespace weir::inline v0::diag
