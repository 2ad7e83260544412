// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The requests of files as awaitable operations.

#include <weir/fs/file_info.hpp>
#include <weir/rt/io_operation.hpp>

#include <cstddef>

struct statx;

namespace weir::inline v0::detail {

/// Any request whose success carries a number: bytes, a descriptor, or nothing of interest.
struct file_operation : io_awaitable<file_operation> {
    using io_awaitable::io_awaitable;
    int finish(io_completion&& done) noexcept { return done.result; }
};

inline constexpr op_info open_info{"file.open", "file"};
inline constexpr op_info read_info{"file.read", "file"};
inline constexpr op_info write_info{"file.write", "file"};
inline constexpr op_info sync_info{"file.sync", "file"};
inline constexpr op_info stat_info{"file.stat", "file"};
inline constexpr op_info rename_info{"file.rename", "file"};
inline constexpr op_info remove_info{"file.remove", "file"};
inline constexpr op_info mkdir_info{"file.mkdir", "file"};

[[nodiscard]] file_info to_file_info(const struct ::statx& native) noexcept;

/// From the bits of `st_mode`, or of a directory entry shifted to their place.
[[nodiscard]] file_type type_of_mode(unsigned mode) noexcept;

}  // namespace weir::inline v0::detail
