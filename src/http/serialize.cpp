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

bool is_sendable(const head_options& options) noexcept {
    return detail::is_field_text(options.connection) && detail::is_field_text(options.date) &&
           detail::is_field_text(options.content_type);
}

bool is_framing_field(std::string_view name) noexcept {
    return detail::same_token(name, "content-length") ||
           detail::same_token(name, "transfer-encoding");
}

constexpr std::size_t around_field = 4;  // colon, space, line end

/// Writes a head in one piece, in room for the most that it can take.
class head_writer {
public:
    head_writer(buffer_chain& out, std::size_t start_line, const headers& fields,
                const head_options& options)
        : out_(out),
          begin_(reinterpret_cast<char*>(
              out.prepare(start_line + fields.bytes() + fields.size() * around_field +
                          options.date.size() + options.connection.size() +
                          options.content_type.size() + own_fields)
                  .data())),
          at_(begin_) {}

    // Inlined so that what is known at compile time is a store or two.
    [[gnu::always_inline]] void put(std::string_view text) noexcept {
        at_ += text.copy(at_, text.size());
    }

    [[gnu::always_inline]] void put_field(std::string_view name, std::string_view value) noexcept {
        put(name);
        put(": ");
        put(value);
        put("\r\n");
    }

    void put_fields(const headers& fields, const head_options& options) noexcept {
        if (!options.content_type.empty()) put_field("Content-Type", options.content_type);
        for (const auto [name, value] : fields) {
            const bool replaced =
                !options.connection.empty() && detail::same_token(name, "connection");
            if (!replaced && !is_framing_field(name)) put_field(name, value);
        }
        if (!options.connection.empty()) put_field("Connection", options.connection);
    }

    void put_framing(body_framing framing) noexcept {
        if (framing.kind == body_kind::sized)
            put_field("Content-Length", number_text(framing.length, 10).view());
        if (framing.kind == body_kind::chunked) put_field("Transfer-Encoding", "chunked");
    }

    void end() noexcept {
        put("\r\n");
        out_.commit(static_cast<std::size_t>(at_ - begin_));
    }

private:
    // The names and the framing that are not in `headers`, and the last line end.
    static constexpr std::size_t own_fields =
        sizeof "Date: \r\nConnection: \r\nContent-Type: \r\nContent-Length: 18446744073709551615\r\n\r\n";

    buffer_chain& out_;
    char* begin_;
    char* at_;
};

void add_field(buffer_chain& out, std::string_view name, std::string_view value) {
    for (const std::string_view part :
         {name, std::string_view(": "), value, std::string_view("\r\n")})
        out.append_copy(part);
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
    constexpr std::string_view around = "  HTTP/1.1\r\n";
    const std::string_view verb = to_string(head.method);
    head_writer writer(out, verb.size() + head.target.size() + around.size(), head.headers,
                       options);
    writer.put(verb);
    writer.put(" ");
    writer.put(head.target);
    writer.put(" ");
    writer.put(to_string(head.version));
    writer.put("\r\n");
    writer.put_fields(head.headers, options);
    writer.put_framing(request_framing(head.method, options.framing));
    writer.end();
    return {};
}

result<void> write_head(buffer_chain& out, const response_head& head, const head_options& options) {
    const int code = to_int(head.status);
    if (code < 100 || code > 999 || !detail::is_field_text(head.reason))
        return fail(errc::bad_argument);
    if (!is_sendable(options)) return fail(errc::bad_argument);
    const std::string_view reason =
        head.reason.empty() ? reason_phrase(head.status) : std::string_view(head.reason);
    constexpr std::string_view around = "HTTP/1.1 200 \r\n";
    head_writer writer(out, around.size() + reason.size(), head.headers, options);
    writer.put("HTTP/1.1 ");
    writer.put(number_text(static_cast<std::uint64_t>(code), 10).view());
    writer.put(" ");
    writer.put(reason);
    writer.put("\r\n");
    if (!options.date.empty() && !head.headers.contains("date"))
        writer.put_field("Date", options.date);
    writer.put_fields(head.headers, options);
    writer.put_framing(response_framing(head.status, options.framing));
    writer.end();
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
