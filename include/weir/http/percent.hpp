// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Percent-encoding of the parts of a URL (RFC 3986, 2.1), and the variant of HTML forms.
///
///     percent_encode("a b/c")          // "a%20b%2Fc": one path segment or query value
///     percent_encode("a b/c", "/")     // "a%20b/c": a path

#include <weir/base/result.hpp>

#include <string>
#include <string_view>

namespace weir::inline v0::http {

/// Encodes everything but letters, digits, `-._~` and the characters in `keep`.
[[nodiscard]] std::string percent_encode(std::string_view text, std::string_view keep = "");

/// Errors: `bad_argument` where a `%` is not followed by two hexadecimal digits.
[[nodiscard]] result<std::string> percent_decode(std::string_view text);

/// For query strings: `+` is a space, and a `%` that encodes nothing stays as it is, since that is
/// what browsers send and expect.
[[nodiscard]] std::string form_decode(std::string_view text);

}  // namespace weir::inline v0::http
