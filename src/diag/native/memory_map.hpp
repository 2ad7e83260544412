// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir::inline v0::diag {

/// One line of /proc/self/maps.
struct mapping {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    std::uintptr_t offset = 0;  ///< in the file
    bool readable = false;
    bool executable = false;
    std::string path;  ///< empty if it is of no file; "[vdso]" and the like

    friend bool operator==(const mapping&, const mapping&) = default;
};

/// Of a text as /proc/self/maps has it; lines that are none are left out.
[[nodiscard]] std::vector<mapping> parse_memory_map(std::string_view text);
/// This process's; empty if /proc is not there.
[[nodiscard]] std::vector<mapping> read_memory_map();

}  // namespace weir::inline v0::diag
