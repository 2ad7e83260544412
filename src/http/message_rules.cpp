// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/message_rules.hpp"

#include "http/chars.hpp"
#include "http/line_rules.hpp"

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

// Only `chunked`, once and last, tells where the body ends, and no other coding is undone here.
result<body_framing, parse_error> coded_framing(version v, const headers& fields) {
    std::size_t codings = 0;
    std::size_t chunked = 0;
    bool last_is_chunked = false;
    for (const std::string_view value : fields.get_all("transfer-encoding")) {
        for_each_element(value, [&](std::string_view coding) {
            ++codings;
            last_is_chunked = same_token(coding, "chunked");
            chunked += last_is_chunked ? 1 : 0;
        });
    }
    if (v == version::http_1_0) return refuse("HTTP/1.0 has no Transfer-Encoding");
    if (codings == 0) return refuse("the Transfer-Encoding is empty");
    if (chunked > 1 || (chunked == 1 && !last_is_chunked))
        return refuse("'chunked' is not the last transfer coding");
    if (codings > 1 || chunked == 0)
        return refuse(status::not_implemented, "the only transfer coding known here is 'chunked'");
    return body_framing::chunked();
}

/// A name or address with an optional port; empty if the target has no authority.
bool is_host_value(std::string_view text) noexcept {
    constexpr std::string_view other = ":[]%!$&'()*+,;=";
    return std::ranges::all_of(text,
                               [&](char c) { return is(c, unreserved_char) || other.contains(c); });
}

result<void, parse_error> check_host(const request_head& head) {
    const auto host = head.headers.get("host");
    if (head.headers.count("host") > 1) return refuse("the request has more than one Host");
    if (!host && head.version == version::http_1_1)
        return refuse("the request has no Host, which HTTP/1.1 requires");
    if (host && !is_host_value(*host)) return refuse("the Host is not a host name or address");
    return {};
}

result<void, parse_error> check_target(const request_head& head) {
    const std::string_view target = head.target;
    if (head.method == method::connect) {
        if (target.contains('/') || !target.contains(':'))
            return refuse("the target of CONNECT is not host:port");
        return {};
    }
    if (target == "*" && head.method != method::options)
        return refuse("only OPTIONS may have the target '*'");
    return {};
}

}  // namespace

result<body_framing, parse_error> announced_framing(version v, const headers& fields) {
    const auto length = fields.get("content-length");
    const bool coded = fields.contains("transfer-encoding");
    if (coded && length) return refuse("the message has both Content-Length and Transfer-Encoding");
    if (coded) return coded_framing(v, fields);
    if (!length) return body_framing::none();
    if (fields.count("content-length") > 1)
        return refuse("the message has more than one Content-Length");
    return sized_framing(*length);
}

result<void, parse_error> check_request(const request_head& head) {
    if (auto host = check_host(head); !host) return host;
    if (auto target = check_target(head); !target) return target;
    if (head.version == version::http_1_0) return {};
    for (const std::string_view expected : head.headers.get_all("expect"))
        if (!same_token(expected, "100-continue"))
            return refuse(status::expectation_failed, "the only expectation is '100-continue'");
    return {};
}

}  // namespace weir::inline v0::http::detail
