// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Status codes of responses.
///
/// Any three-digit code is a valid `status`, named here or not: `status{299}`. Its class decides
/// how an unnamed one is treated.

#include <cstdint>
#include <string_view>

namespace weir::inline v0::http {

enum class status : std::uint16_t {
    continue_ = 100,
    switching_protocols = 101,
    early_hints = 103,
    ok = 200,
    created = 201,
    accepted = 202,
    no_content = 204,
    reset_content = 205,
    partial_content = 206,
    multiple_choices = 300,
    moved_permanently = 301,
    found = 302,
    see_other = 303,
    not_modified = 304,
    temporary_redirect = 307,
    permanent_redirect = 308,
    bad_request = 400,
    unauthorized = 401,
    forbidden = 403,
    not_found = 404,
    method_not_allowed = 405,
    not_acceptable = 406,
    proxy_authentication_required = 407,
    request_timeout = 408,
    conflict = 409,
    gone = 410,
    length_required = 411,
    precondition_failed = 412,
    content_too_large = 413,
    uri_too_long = 414,
    unsupported_media_type = 415,
    range_not_satisfiable = 416,
    expectation_failed = 417,
    misdirected_request = 421,
    unprocessable_content = 422,
    locked = 423,
    too_early = 425,
    upgrade_required = 426,
    precondition_required = 428,
    too_many_requests = 429,
    request_header_fields_too_large = 431,
    unavailable_for_legal_reasons = 451,
    internal_server_error = 500,
    not_implemented = 501,
    bad_gateway = 502,
    service_unavailable = 503,
    gateway_timeout = 504,
    http_version_not_supported = 505,
    insufficient_storage = 507,
    network_authentication_required = 511,
};

[[nodiscard]] constexpr int to_int(status s) noexcept {
    return static_cast<int>(s);
}

/// The registered phrase, such as `Not Found`; empty for an unnamed code.
[[nodiscard]] std::string_view reason_phrase(status s) noexcept;

[[nodiscard]] constexpr bool is_informational(status s) noexcept {
    return to_int(s) / 100 == 1;
}
[[nodiscard]] constexpr bool is_success(status s) noexcept {
    return to_int(s) / 100 == 2;
}
[[nodiscard]] constexpr bool is_redirect(status s) noexcept {
    return to_int(s) / 100 == 3;
}
[[nodiscard]] constexpr bool is_client_error(status s) noexcept {
    return to_int(s) / 100 == 4;
}
[[nodiscard]] constexpr bool is_server_error(status s) noexcept {
    return to_int(s) / 100 == 5;
}

/// Whether a response with this code may have a body at all (not 1xx, 204 and 304).
[[nodiscard]] constexpr bool allows_body(status s) noexcept {
    return !is_informational(s) && s != status::no_content && s != status::not_modified;
}

}  // namespace weir::inline v0::http
