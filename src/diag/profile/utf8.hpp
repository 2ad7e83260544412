// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weir::inline v0::diag::detail {

/// The length of the character at the front, 0 where these bytes are not UTF-8.
[[nodiscard]] std::size_t utf8_length(std::string_view text) noexcept;

/// Appends `text`; each byte that is not UTF-8 becomes U+FFFD.
void append_utf8(std::string& to, std::string_view text);

inline constexpr std::string_view utf8_replacement = "\xEF\xBF\xBD";

}  // namespace weir::inline v0::diag::detail
