// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/chars.hpp"

#include <weir/http/serialize.hpp>

#include <array>
#include <charconv>

namespace weir::inline v0::http {
namespace {

/// A number as text, without an allocation.
class number_text {
public:
    number_text(std::uint64_t value, int base) noexcept
        : end_(std::to_chars(text_.data(), text_.data() + text_.size(), value, base).ptr) {}

    [[nodiscard]] std::string_view view() const noexcept { return {text_.data(), end_}; }

private:
    std::array<char, 20> text_;
    const char* end_;
};

void add_field(buffer_chain& out, std::string_view name, std::string_view value) {
    for (const std::string_view part : {name, std::string_view(": "), value}) out.append_copy(part);
    out.append_copy("\r\n");
}

bool is_sendable(const head_options& options) noexcept {
    return detail::is_field_text(options.connection) && detail::is_field_text(options.date);
}

bool is_framing_field(std::string_view name) noexcept {
    return detail::same_token(name, "content-length") ||
           detail::same_token(name, "transfer-encoding");
}

void add_fields(buffer_chain& out, const headers& fields, const head_options& options) {
    for (const auto [name, value] : fields) {
        const bool replaced = !options.connection.empty() && detail::same_token(name, "connection");
        if (!replaced && !is_framing_field(name)) add_field(out, name, value);
    }
    if (!options.connection.empty()) add_field(out, "Connection", options.connection);
}

void add_framing(buffer_chain& out, body_framing framing) {
    if (framing.kind == body_kind::sized)
        add_field(out, "Content-Length", number_text(framing.length, 10).view());
    if (framing.kind == body_kind::chunked) add_field(out, "Transfer-Encoding", "chunked");
}

/// A method whose request usually has a body says so when it has none (RFC 9110, 8.6).
body_framing request_framing(method verb, body_framing framing) noexcept {
    const bool expected = verb == method::post || verb == method::put || verb == method::patch;
    return framing.kind == body_kind::none && expected ? body_framing::sized(0) : framing;
}

body_framing response_framing(status code, body_framing framing) noexcept {
    if (code == status::not_modified)
        return framing.kind == body_kind::sized ? framing : body_framing::none();
    if (!allows_body(code)) return body_framing::none();
    return framing.kind == body_kind::none ? body_framing::sized(0) : framing;
}

}  // namespace

result<void> write_head(buffer_chain& out, const request_head& head, const head_options& options) {
    if (head.target.empty() || !detail::all(head.target, detail::target_char))
        return fail(errc::bad_argument);
    if (head.version == version::http_1_1 && !head.headers.contains("host"))
        return fail(errc::bad_argument);
    if (!is_sendable(options)) return fail(errc::bad_argument);
    for (const std::string_view part :
         {to_string(head.method), std::string_view(" "), std::string_view(head.target),
          std::string_view(" "), to_string(head.version)})
        out.append_copy(part);
    out.append_copy("\r\n");
    add_fields(out, head.headers, options);
    add_framing(out, request_framing(head.method, options.framing));
    out.append_copy("\r\n");
    return {};
}

result<void> write_head(buffer_chain& out, const response_head& head, const head_options& options) {
    const int code = to_int(head.status);
    if (code < 100 || code > 999 || !detail::is_field_text(head.reason))
        return fail(errc::bad_argument);
    if (!is_sendable(options)) return fail(errc::bad_argument);
    const std::string_view reason =
        head.reason.empty() ? reason_phrase(head.status) : std::string_view(head.reason);
    out.append_copy("HTTP/1.1 ");
    out.append_copy(number_text(static_cast<std::uint64_t>(code), 10).view());
    for (const std::string_view part : {std::string_view(" "), reason, std::string_view("\r\n")})
        out.append_copy(part);
    if (!options.date.empty() && !head.headers.contains("date"))
        add_field(out, "Date", options.date);
    add_fields(out, head.headers, options);
    add_framing(out, response_framing(head.status, options.framing));
    out.append_copy("\r\n");
    return {};
}

void append_chunk(buffer_chain& out, buffer data) {
    if (data.empty()) return;
    out.append_copy(number_text(data.size(), 16).view());
    out.append_copy("\r\n");
    out.append(std::move(data));
    out.append_copy("\r\n");
}

void append_chunk(buffer_chain& out, std::string_view data) {
    if (data.empty()) return;
    out.append_copy(number_text(data.size(), 16).view());
    for (const std::string_view part : {std::string_view("\r\n"), data, std::string_view("\r\n")})
        out.append_copy(part);
}

void append_last_chunk(buffer_chain& out, const headers& trailers) {
    out.append_copy("0\r\n");
    for (const auto [name, value] : trailers) add_field(out, name, value);
    out.append_copy("\r\n");
}

}  // namespace weir::inline v0::http
