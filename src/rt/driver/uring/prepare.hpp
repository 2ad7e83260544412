// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Requests in the kernel's words.

#include <weir/rt/io_operation.hpp>

#include <liburing.h>
#include <sys/socket.h>

namespace weir::inline v0::detail::uring {

/// Fills `sqe` with what `op` asks for in its present state. `header` stays untouched by others
/// until the kernel has taken the entry.
void prepare(io_uring_sqe& sqe, const io_operation& op, msghdr& header) noexcept;

}  // namespace weir::inline v0::detail::uring
