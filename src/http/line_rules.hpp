// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What a single line of a head must look like, without its CRLF.

#include <weir/base/result.hpp>
#include <weir/http/parse.hpp>

#include <string_view>

namespace weir::inline v0::http::detail {

[[nodiscard]] inline std::unexpected<parse_error> refuse(status s, std::string_view why) noexcept {
    return std::unexpected(parse_error{s, why});
}
[[nodiscard]] inline std::unexpected<parse_error> refuse(std::string_view why) noexcept {
    return refuse(status::bad_request, why);
}

[[nodiscard]] result<void, parse_error> check_request_line(std::string_view line,
                                                           std::size_t target_bytes) noexcept;
[[nodiscard]] result<void, parse_error> check_status_line(std::string_view line) noexcept;
[[nodiscard]] result<void, parse_error> check_field_line(std::string_view line) noexcept;

}  // namespace weir::inline v0::http::detail
