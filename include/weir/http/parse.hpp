// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the parsers of this module have in common: their errors, steps and limits.

#include <weir/base/error.hpp>
#include <weir/http/status.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weir::inline v0::http {

/// Why something that a peer or a user wrote was refused.
struct parse_error {
    http::status status = status::bad_request;  ///< what a server answers
    std::string_view why;                       ///< a sentence of static storage

    /// `too_large` for a limit, `not_supported` for 417, 501 and 505, else `protocol_error`.
    [[nodiscard]] std::error_code code() const noexcept;
};

enum class parse_event {
    need_more,  ///< all was consumed; feed what comes next
    head,       ///< the head is complete and can be read
    body,       ///< `parse_step::body` holds a part of the body
    complete,   ///< the message ended; what follows belongs to the next
};

/// How far a parser came.
struct parse_step {
    parse_event event = parse_event::need_more;
    std::size_t consumed = 0;    ///< bytes of the fed data that need not be fed again
    std::string_view body = {};  ///< lies within the fed data
};

/// Bounds on what a peer may send, each with the status that refuses more.
struct parser_limits {
    std::size_t head_bytes = 16 << 10;            ///< first line and header fields: 431
    std::size_t header_count = 100;               ///< header fields, and also trailers: 431
    std::size_t target_bytes = 8 << 10;           ///< request target: 414
    std::size_t chunk_extension_bytes = 4 << 10;  ///< of all chunks of a message: 413
    std::uint64_t body_bytes = 1 << 20;           ///< decoded body: 413
};

}  // namespace weir::inline v0::http
