// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The header fields of W3C Trace Context (level 1): `traceparent` says which request of which
/// trace a call belongs to, `tracestate` is what tracing systems add for themselves.
///
///     if (const auto caller = incoming_trace(request.fields())) use(caller->context.trace_id);
///     fields.set("traceparent", text_of(format_traceparent({.context = mine, .sampled = true})));
///
/// This is the codec. Server and client use it by themselves, so that the trace of a request is in
/// `this_task::trace()` and goes on with what is asked of other services: docs/guides/tracing.md.
/// What is malformed is ignored, as the specification says: then a new trace begins.

#include <weir/coro/environment.hpp>
#include <weir/http/headers.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir::inline v0::http {

/// What a `traceparent` says.
struct traceparent {
    trace_context context;  ///< `span_id` is that of the sender
    bool sampled = false;   ///< the sender may have recorded it
};

/// Reads the value of one field. Versions above 00 are read as far as 00 goes. Empty if it is
/// malformed, of the forbidden version ff, or has an id of zeros.
[[nodiscard]] std::optional<traceparent> parse_traceparent(std::string_view value) noexcept;

/// As `parse_traceparent`, of the message's field; empty also if there is none or more than one.
[[nodiscard]] std::optional<traceparent> incoming_trace(const headers& fields) noexcept;

/// The value of a field, version 00: `00-<trace id>-<span id>-<flags>`.
using traceparent_text = std::array<char, 55>;
[[nodiscard]] traceparent_text format_traceparent(const traceparent& from) noexcept;

[[nodiscard]] inline std::string_view text_of(const traceparent_text& t) noexcept {
    return {t.data(), t.size()};
}

/// Bytes and entries of a `tracestate` that are passed on.
inline constexpr std::size_t tracestate_bytes = 512;
inline constexpr std::size_t tracestate_entries = 32;

/// The message's `tracestate` fields as one value, as far as it may be passed on: if it is too
/// long, entries of more than 128 bytes go first, then those at the end.
[[nodiscard]] std::string bounded_tracestate(const headers& fields);

/// 32 and 16 hexadecimal digits, as logs show them.
[[nodiscard]] std::string trace_id_text(const trace_context& of);
[[nodiscard]] std::string span_id_text(std::uint64_t span_id);

}  // namespace weir::inline v0::http
