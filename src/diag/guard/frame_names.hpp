// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace weir::inline v0 {
namespace diag {

/// A line for each return address: function, file and line as far as they are known.
std::vector<std::string> frame_names(const std::vector<std::uintptr_t>& stack);

}  // namespace diag
}  // namespace weir::inline v0
