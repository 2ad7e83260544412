// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The request methods that Weir knows; a server answers any other with 501.
///
/// Method names are case-sensitive: `get` on the wire is unknown.

#include <optional>
#include <string_view>

namespace weir::inline v0::http {

enum class method { get, head, post, put, delete_, connect, options, trace, patch };

/// The name on the wire, such as `GET`.
[[nodiscard]] std::string_view to_string(method m) noexcept;

[[nodiscard]] std::optional<method> parse_method(std::string_view text) noexcept;

/// The request changes nothing on the server (RFC 9110, 9.2.1).
[[nodiscard]] bool is_safe(method m) noexcept;

/// Sending it twice is the same as once (RFC 9110, 9.2.2): a client may retry it.
[[nodiscard]] bool is_idempotent(method m) noexcept;

}  // namespace weir::inline v0::http
