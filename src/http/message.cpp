// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/header_access.hpp"

#include <weir/http/message.hpp>

namespace weir::inline v0::http {

std::string_view to_string(version v) noexcept {
    return v == version::http_1_0 ? "HTTP/1.0" : "HTTP/1.1";
}

bool wants_keep_alive(version v, const headers& fields) noexcept {
    using detail::header_access;
    using detail::known_field;
    if (header_access::has_token(fields, known_field::connection, "close")) return false;
    return v == version::http_1_1 ||
           header_access::has_token(fields, known_field::connection, "keep-alive");
}

}  // namespace weir::inline v0::http
