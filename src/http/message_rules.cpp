// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/message_rules.hpp"

#include "http/chars.hpp"
#include "http/header_access.hpp"
#include "http/line_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace weir::inline v0::http::detail {
namespace {

result<body_framing, parse_error> sized_framing(std::string_view text) {
    std::uint64_t length = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, length);
    if (error == std::errc::result_out_of_range)
        return refuse(status::content_too_large, "the Content-Length does not fit 64 bits");
    if (error != std::errc() || stop != end) return refuse("the Content-Length is not a number");
    return body_framing::sized(length);
}

/// Why a Transfer-Encoding that is not plainly `chunked` is refused.
parse_error refused_coding(std::string_view value) {
    std::size_t codings = 0;
    std::size_t chunked = 0;
    bool last_is_chunked = false;
    for_each_element(value, [&](std::string_view coding) {
        ++codings;
        last_is_chunked = same_token(coding, "chunked");
        chunked += last_is_chunked ? 1 : 0;
    });
    if (codings == 0) return {.why = "the Transfer-Encoding is empty"};
    if (chunked > 1 || (chunked == 1 && !last_is_chunked))
        return {.why = "'chunked' is not the last transfer coding"};
    if (codings == chunked) return {.why = "the Transfer-Encoding has empty elements"};
    return {status::not_implemented, "the only transfer coding known here is 'chunked'"};
}

// Only `chunked`, alone in the only field, tells where the body ends for every reader.
result<body_framing, parse_error> coded_framing(version v, const headers& fields) {
    if (v == version::http_1_0) return refuse("HTTP/1.0 has no Transfer-Encoding");
    if (header_access::repeated(fields, known_field::transfer_encoding))
        return refuse("the message has more than one Transfer-Encoding");
    const std::string_view value = *header_access::get(fields, known_field::transfer_encoding);
    if (!same_token(value, "chunked")) return std::unexpected(refused_coding(value));
    return body_framing::chunked();
}

bool is_digits(std::string_view text) noexcept {
    return std::ranges::all_of(text, is_digit);
}

/// RFC 3986 reg-name, but for the comma: two Hosts that were joined are no name.
bool is_host_name(std::string_view text) noexcept {
    constexpr std::string_view sub_delims = "!$&'()*+;=";
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is(text[i], unreserved_char) || sub_delims.contains(text[i])) continue;
        const std::string_view escape = text.substr(i, 3);
        if (escape.size() < 3 || escape[0] != '%' || hex_value(escape[1]) < 0 ||
            hex_value(escape[2]) < 0)
            return false;
        i += 2;
    }
    return true;
}

bool is_ip_literal(std::string_view text) noexcept {
    return text.size() > 2 && text.starts_with('[') && text.ends_with(']') &&
           std::ranges::all_of(text.substr(1, text.size() - 2),
                               [](char c) { return hex_value(c) >= 0 || c == ':' || c == '.'; });
}

/// A host name or address and, where one is written, the port.
struct authority {
    std::string_view host;
    std::string_view port = {};
    bool has_port = false;

    explicit authority(std::string_view text) noexcept {
        const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
        const std::size_t colon = text.find(':', std::min(bracket, text.size()));
        host = text.substr(0, colon);
        has_port = colon != text.npos;
        if (has_port) port = text.substr(colon + 1);
    }

    [[nodiscard]] bool valid() const noexcept {
        const bool named = host.starts_with('[') ? is_ip_literal(host) : is_host_name(host);
        return named && port.size() <= 5 && is_digits(port) && (!has_port || !host.empty());
    }
    [[nodiscard]] bool same_as(const authority& other, std::string_view default_port) const {
        const auto effective = [&](std::string_view p) { return p.empty() ? default_port : p; };
        return same_token(host, other.host) && effective(port) == effective(other.port);
    }
};

result<void, parse_error> check_host(const request_head& head) {
    const auto host = header_access::get(head.headers, known_field::host);
    if (header_access::repeated(head.headers, known_field::host))
        return refuse("the request has more than one Host");
    if (!host && head.version == version::http_1_1)
        return refuse("the request has no Host, which HTTP/1.1 requires");
    if (host && !authority(*host).valid()) return refuse("the Host is not a host name or address");
    return {};
}

// Who routes by the target and who routes by the Host must come to the same place.
result<void, parse_error> check_authority(const request_head& head, std::string_view text,
                                          std::string_view default_port) {
    const authority named(text);
    if (!named.valid() || named.host.empty())
        return refuse("the request target has no valid host name or address");
    const auto host = header_access::get(head.headers, known_field::host);
    if (host && !named.same_as(authority(*host), default_port))
        return refuse("the Host is not that of the request target");
    return {};
}

result<void, parse_error> check_target(const request_head& head) {
    const std::string_view target = head.target;
    if (head.method == method::connect) {
        if (target.contains('/') || authority(target).port.empty())
            return refuse("the target of CONNECT is not host:port");
        return check_authority(head, target, {});
    }
    if (target.starts_with('/')) return {};
    if (target == "*") {
        if (head.method == method::options) return {};
        return refuse("only OPTIONS may have the target '*'");
    }
    const std::size_t colon = std::min(target.find("://"), target.size());
    const bool secure = same_token(target.substr(0, colon), "https");
    if (!secure && !same_token(target.substr(0, colon), "http"))
        return refuse("the request target is neither a path nor an http URL");
    const std::string_view rest = target.substr(std::min(colon + 3, target.size()));
    return check_authority(head, rest.substr(0, rest.find_first_of("/?")), secure ? "443" : "80");
}

/// What must be known before the body (RFC 9110, 6.5.1): framing, routing, authority, meaning.
constexpr std::array<std::string_view, 18> not_in_trailers{"authorization",
                                                           "connection",
                                                           "content-encoding",
                                                           "content-length",
                                                           "content-range",
                                                           "content-type",
                                                           "cookie",
                                                           "expect",
                                                           "host",
                                                           "keep-alive",
                                                           "max-forwards",
                                                           "proxy-connection",
                                                           "range",
                                                           "set-cookie",
                                                           "te",
                                                           "trailer",
                                                           "transfer-encoding",
                                                           "upgrade"};

}  // namespace

result<body_framing, parse_error> announced_framing(version v, const headers& fields) {
    const auto length = header_access::get(fields, known_field::content_length);
    const bool coded = header_access::has(fields, known_field::transfer_encoding);
    if (coded && length) return refuse("the message has both Content-Length and Transfer-Encoding");
    if (coded) return coded_framing(v, fields);
    if (!length) return body_framing::none();
    if (header_access::repeated(fields, known_field::content_length))
        return refuse("the message has more than one Content-Length");
    return sized_framing(*length);
}

result<void, parse_error> check_request(const request_head& head) {
    if (auto host = check_host(head); !host) return host;
    if (auto target = check_target(head); !target) return target;
    if (head.version == version::http_1_0) return {};
    if (!header_access::has(head.headers, known_field::expect)) return {};
    for (const std::string_view expected : head.headers.get_all("expect"))
        if (!same_token(expected, "100-continue"))
            return refuse(status::expectation_failed, "the only expectation is '100-continue'");
    return {};
}

result<void, parse_error> check_trailers(const headers& trailers) {
    for (const auto [name, value] : trailers)
        for (const std::string_view forbidden : not_in_trailers)
            if (same_token(name, forbidden))
                return refuse("a trailer has a field that belongs into the head");
    return {};
}

}  // namespace weir::inline v0::http::detail
