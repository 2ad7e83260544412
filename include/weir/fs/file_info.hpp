// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the system knows about a file.

#include <chrono>
#include <cstdint>

namespace weir::inline v0 {

enum class file_type : std::uint8_t { unknown, regular, directory, symlink, socket, pipe, device };

struct file_info {
    file_type type = file_type::unknown;
    std::uint64_t size = 0;
    std::uint32_t permissions = 0;  ///< the lowest 12 bits of the mode
    std::uint32_t owner = 0;        ///< user id
    std::uint32_t group = 0;
    std::uint64_t inode = 0;
    std::uint64_t device = 0;
    std::uint32_t links = 0;
    std::chrono::sys_time<std::chrono::nanoseconds> modified;
};

}  // namespace weir::inline v0
