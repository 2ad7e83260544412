// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Error codes of Weir itself, beside the system's (`std::system_category`).
///
/// Three ends of an operation that other libraries mix up are three codes here: the peer closed
/// (`errc::eof`), the deadline passed (`errc::timed_out`), the caller was stopped
/// (`errc::canceled`). Everything the kernel says keeps its errno in the system category.

#include <system_error>

namespace weir::inline v0 {

enum class errc {
    eof = 1,         ///< the peer closed its side; no more bytes will come
    timed_out,       ///< the deadline passed (never used for a stop)
    canceled,        ///< the caller was stopped
    closed,          ///< the object was closed on our side
    queue_full,      ///< a bounded queue had no room and the caller would not wait
    too_large,       ///< a configured size limit was exceeded
    protocol_error,  ///< the peer broke the protocol
    bad_argument,    ///< a value is out of its documented range
    unavailable,     ///< the service cannot answer now (draining, overloaded, no connection)
    not_supported,   ///< the build, kernel or driver cannot do this
};

const std::error_category& error_category() noexcept;

std::error_code make_error_code(errc code) noexcept;

}  // namespace weir::inline v0

template <>
struct std::is_error_code_enum<weir::errc> : std::true_type {};
