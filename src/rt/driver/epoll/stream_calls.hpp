// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The system calls of operations on sockets, pipes and devices. None of them waits.

#include "rt/driver/epoll/epoll_entry.hpp"

#include <optional>

namespace weir::inline v0::detail {

/// Learns what `entry.fd` is and makes it non-blocking unless it is a file. 0 or a negated errno.
[[nodiscard]] int prepare_descriptor(epoll_entry& entry) noexcept;

/// Undoes what `prepare_descriptor` did to a description that others may share.
void restore_descriptor(const epoll_entry& entry) noexcept;

/// Performs the request; its result or a negated errno, nothing if it would have to wait. A
/// `connect` that would wait goes on in the kernel, the next call asks for its outcome.
[[nodiscard]] std::optional<int> stream_call(const io_request& request, int fd) noexcept;

/// The events of `wanted` that hold now, errors and hang-ups included; 0 or a negated errno.
[[nodiscard]] int ready_events(int fd, std::uint32_t wanted) noexcept;

}  // namespace weir::inline v0::detail
