// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/http/parse.hpp>

namespace weir::inline v0::http {

std::error_code parse_error::code() const noexcept {
    switch (status) {
        case status::content_too_large:
        case status::uri_too_long:
        case status::request_header_fields_too_large:
            return errc::too_large;
        case status::expectation_failed:
        case status::not_implemented:
        case status::http_version_not_supported:
            return errc::not_supported;
        default:
            return errc::protocol_error;
    }
}

}  // namespace weir::inline v0::http
