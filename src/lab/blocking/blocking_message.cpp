// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/blocking/blocking_message.hpp"

#include <weir/http/status.hpp>

namespace weir::inline v0::lab {
namespace {

void add_field(std::string& out, std::string_view name, std::string_view value) {
    if (value.empty()) return;
    out.append(name).append(": ").append(value).append("\r\n");
}

void finish(std::string& out, std::string_view body, bool keep_alive) {
    add_field(out, "Content-Length", std::to_string(body.size()));
    if (!keep_alive) add_field(out, "Connection", "close");
    out.append("\r\n").append(body);
}

}  // namespace

std::string to_wire(const blocking_request& request, std::string_view host) {
    std::string out(http::to_string(request.verb));
    out.append(" ").append(request.target).append(" HTTP/1.1\r\n");
    add_field(out, "Host", host);
    finish(out, request.body, request.keep_alive);
    return out;
}

std::string to_wire(const blocking_response& response) {
    const auto code = static_cast<http::status>(response.status);
    std::string out = "HTTP/1.1 " + std::to_string(response.status) + " ";
    out.append(http::reason_phrase(code)).append("\r\n");
    add_field(out, "Content-Type", response.content_type);
    add_field(out, "ETag", response.etag);
    finish(out, response.body, response.keep_alive);
    return out;
}

blocking_response refusal(int status, std::string_view why, bool keep_alive) {
    // The sentences are ours and need no escaping.
    return {.status = status,
            .body = std::string("{\"error\":\"").append(why).append("\"}\n"),
            .keep_alive = keep_alive};
}

}  // namespace weir::inline v0::lab
