// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the driver remembers of a descriptor and of an operation.

#include "rt/driver/driver.hpp"

#include <weir/base/intrusive_list.hpp>

#include <cstdint>

namespace weir::inline v0::detail::uring {

/// A registered descriptor.
struct entry final : io_entry, list_hook {
    intrusive_list<io_operation> operations;  ///< those the kernel has
    std::uint32_t pending = 0;                ///< all without a terminal completion
    bool closing = false;
    enum class seeking : std::uint8_t { unknown, yes, no } seeks = seeking::unknown;
    /// The last receive left nothing behind in the socket, so the next one will have to wait.
    bool drained = false;
};

[[nodiscard]] inline entry* entry_of(const io_operation& op) noexcept {
    return static_cast<entry*>(op.request.entry);
}

/// Bits of `io_operation::driver_state`.
enum operation_state : std::uint32_t {
    cancelling = 1,   ///< its end was asked for
    backlogged = 2,   ///< not handed to the kernel yet: the submission queue was full
    waiting = 4,      ///< the kernel has a poll in its place, after which it begins again
    poll_first = 8,   ///< a receive that waits for data before it tries
    missed = 16,      ///< a receive that found no buffer to lease
    unleased = 32,    ///< a receive into a heap `buffer`, which `driver_data` points to
    unsignaled = 64,  ///< a write that asks for no SIGPIPE
    on_worker = 128,  ///< a write that a thread of the kernel makes, which SIGPIPE cannot reach
};

[[nodiscard]] inline bool is(const io_operation& op, operation_state bit) noexcept {
    return (op.driver_state & bit) != 0;
}
inline void set(io_operation& op, operation_state bit) noexcept {
    op.driver_state |= bit;
}
inline void clear(io_operation& op, operation_state bit) noexcept {
    op.driver_state &= ~std::uint32_t{bit};
}

/// Waits for readiness of its descriptor, and then does its work.
[[nodiscard]] inline bool moves_data(const io_operation& op) noexcept {
    switch (op.request.kind) {
        case io_kind::accept:
        case io_kind::recv:
        case io_kind::send:
        case io_kind::sendv:
        case io_kind::read_at:
        case io_kind::write_at:
            return true;
        default:
            return false;
    }
}

/// A receive that asks for a leased buffer.
[[nodiscard]] inline bool leases(const io_operation& op) noexcept {
    return op.request.kind == io_kind::recv && op.request.data == nullptr;
}

}  // namespace weir::inline v0::detail::uring
