// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/header_access.hpp"

#include <weir/base/fatal.hpp>
#include <weir/http/response.hpp>

namespace weir::inline v0::http {

headers& response::content::all_fields() {
    if (!type.empty()) detail::header_access::append(fields, "Content-Type", type);
    type = {};
    return fields;
}

response response::of_type(std::string_view static_type, std::string body) {
    response r;
    r.content_->type = static_type;
    r.content_->body = std::move(body);
    return r;
}

response response::text(std::string body) {
    return of_type("text/plain; charset=utf-8", std::move(body));
}

response response::json(std::string body) {
    return of_type("application/json", std::move(body));
}

response response::html(std::string body) {
    return of_type("text/html; charset=utf-8", std::move(body));
}

response response::error(http::status code, std::string_view why) {
    return text(std::string(why) + "\n").with_status(code);
}

response response::stream(std::string_view content_type, generator<buffer> chunks) {
    response r = response().with_header("Content-Type", content_type);
    r.content_->body = std::move(chunks);
    return r;
}

response response::with_status(http::status code) && {
    content_->code = code;
    return std::move(*this);
}

response response::with_header(std::string_view name, std::string_view value) && {
    require(fields().set(name, value).has_value(), "a response header is not valid");
    return std::move(*this);
}

}  // namespace weir::inline v0::http
