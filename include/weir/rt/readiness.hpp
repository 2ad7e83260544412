// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Waiting for a descriptor to become ready, for calls that the driver has no operation for.
///
///     for (;;) {
///         const ssize_t got = ::read(pipe.native(), into.data(), into.size());
///         if (got >= 0 || errno != EAGAIN) co_return ...;
///         co_await ok(wait_readable(pipe));
///     }
///
/// The descriptor is non-blocking, so the call itself never waits. Try first, then wait: that
/// spares an operation where something is there already.

#include <weir/rt/io_operation.hpp>

#include <cstdint>

namespace weir::inline v0 {

namespace detail {

struct readiness_operation : io_awaitable<readiness_operation> {
    static constexpr op_info readiness_info{"readiness", "poll"};
    readiness_operation(const io_handle& handle, std::uint32_t events,
                        const op_info& info = readiness_info) noexcept
        : io_awaitable(info, {.kind = io_kind::poll, .flags = events, .entry = handle.entry()}) {}
    void finish(io_completion&&) noexcept {}
};

}  // namespace detail

/// Completes when `handle` can be read, was hung up or failed; the next call tells which. Result:
/// `result<void>`. Errors: `errc::canceled` when stopped or when the handle is closed meanwhile,
/// `errc::timed_out` at the deadline. Lifetime: the handle outlives it. `info`, which lives for
/// ever, is what backtraces say the task waits for. Thread safety: on the handle's shard.
[[nodiscard]] detail::readiness_operation wait_readable(
    const io_handle& handle,
    const op_info& info = detail::readiness_operation::readiness_info) noexcept;

/// The same for writing.
[[nodiscard]] detail::readiness_operation wait_writable(
    const io_handle& handle,
    const op_info& info = detail::readiness_operation::readiness_info) noexcept;

}  // namespace weir::inline v0
