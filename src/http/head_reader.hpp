// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Turns the checked text of a head into a `request_head` or `response_head`, by llhttp.

#include <weir/base/result.hpp>
#include <weir/http/message.hpp>
#include <weir/http/parse.hpp>

#include <string_view>

namespace weir::inline v0::http::detail {

/// `text` ends with the empty line and holds `fields` header lines. llhttp must come to the same
/// end and the same number, otherwise the head is refused: it could be read in two ways.
[[nodiscard]] result<void, parse_error> read_head(std::string_view text, std::size_t fields,
                                                  request_head& to);
[[nodiscard]] result<void, parse_error> read_head(std::string_view text, std::size_t fields,
                                                  response_head& to);

}  // namespace weir::inline v0::http::detail
