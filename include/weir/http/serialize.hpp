// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Writes heads and chunks into a `buffer_chain`: the other direction of the parsers.
///
///     buffer_chain out;
///     auto ok = write_head(out, head, {.framing = body_framing::chunked(), .date = now_text});
///     append_chunk(out, std::move(part));
///     append_last_chunk(out);
///
/// The framing fields are written here and nowhere else: Content-Length and Transfer-Encoding among
/// the head's own fields are left out, so that they can't contradict what follows. Nothing is
/// written when an error is returned.

#include <weir/base/buffer_chain.hpp>
#include <weir/base/result.hpp>
#include <weir/http/message.hpp>

#include <string_view>

namespace weir::inline v0::http {

/// What a head says about its connection and body; empty texts are not sent.
struct head_options {
    body_framing framing = body_framing::none();
    std::string_view date = {};        ///< of a response, unless the head has a Date: `format_date`
    std::string_view connection = {};  ///< replaces the head's own Connection field
    std::string_view content_type = {};  ///< in front of the head's own fields
};

/// Errors: `bad_argument` for a target with spaces or control characters, and without a Host.
result<void> write_head(buffer_chain& out, const request_head& head,
                        const head_options& options = {});

/// A response with `body_framing::none()` says `Content-Length: 0` where its status allows a body;
/// where it does not, no framing is written at all, except that a 304 may give its length. With
/// `until_close` the caller closes, and says so in `connection`.
/// Errors: `bad_argument` for a code that has not three digits or a phrase with control characters.
result<void> write_head(buffer_chain& out, const response_head& head,
                        const head_options& options = {});

/// Appends one chunk; nothing if it is empty, since an empty one would end the body.
void append_chunk(buffer_chain& out, buffer data);
void append_chunk(buffer_chain& out, std::string_view data);

/// Ends a chunked body.
void append_last_chunk(buffer_chain& out, const headers& trailers = {});

}  // namespace weir::inline v0::http
