// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The system calls of operations on files.

#include <weir/rt/io_operation.hpp>

#include <optional>

namespace weir::inline v0::detail {

/// Performs the request, blocking as long as the file system likes. Result or a negated errno.
[[nodiscard]] int file_call(const io_request& request, int fd) noexcept;

/// Reads what the page cache holds, perhaps less than asked for; nothing when that is nothing.
/// -EOPNOTSUPP from file systems that cannot tell.
[[nodiscard]] std::optional<int> cached_read(const io_request& request, int fd) noexcept;

}  // namespace weir::inline v0::detail
