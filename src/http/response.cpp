// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/fatal.hpp>
#include <weir/http/response.hpp>

namespace weir::inline v0::http {

response::response(http::status code, std::string_view content_type, std::string body)
    : response(code) {
    body_ = std::move(body);
    set("Content-Type", content_type);
}

void response::set(std::string_view name, std::string_view value) {
    require(fields_.set(name, value).has_value(), "a response header is not valid");
}

response response::text(std::string body) {
    return {status::ok, "text/plain; charset=utf-8", std::move(body)};
}

response response::json(std::string body) {
    return {status::ok, "application/json", std::move(body)};
}

response response::html(std::string body) {
    return {status::ok, "text/html; charset=utf-8", std::move(body)};
}

response response::error(http::status code, std::string_view why) {
    return {code, "text/plain; charset=utf-8", std::string(why) + "\n"};
}

response response::stream(std::string_view content_type, generator<buffer> chunks) {
    response r(status::ok, content_type, {});
    r.body_ = std::move(chunks);
    return r;
}

response response::with_status(http::status code) && {
    status_ = code;
    return std::move(*this);
}

response response::with_header(std::string_view name, std::string_view value) && {
    set(name, value);
    return std::move(*this);
}

}  // namespace weir::inline v0::http
