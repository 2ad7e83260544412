// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the fields of a head mean together: framing, host, expectations (RFC 9110 and 9112).

#include <weir/base/result.hpp>
#include <weir/http/message.hpp>
#include <weir/http/parse.hpp>

namespace weir::inline v0::http::detail {

/// The framing that Content-Length and Transfer-Encoding announce; `none` if there is neither.
[[nodiscard]] result<body_framing, parse_error> announced_framing(version v, const headers& fields);

/// Host, form of the target, expectations.
[[nodiscard]] result<void, parse_error> check_request(const request_head& head);

/// Trailers of a request hold nothing that its head should have said.
[[nodiscard]] result<void, parse_error> check_trailers(const headers& trailers);

}  // namespace weir::inline v0::http::detail
