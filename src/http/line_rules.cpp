// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/line_rules.hpp"

#include "http/chars.hpp"

#include <weir/http/method.hpp>

namespace weir::inline v0::http::detail {
namespace {

/// `HTTP/1.0` and `HTTP/1.1` are understood, other versions are told apart from nonsense.
result<void, parse_error> check_version(std::string_view text) noexcept {
    const bool shaped = text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) &&
                        text[6] == '.' && is_digit(text[7]);
    if (!shaped) return refuse("the first line has no well-formed HTTP version");
    if (text != "HTTP/1.1" && text != "HTTP/1.0")
        return refuse(status::http_version_not_supported, "only HTTP/1.0 and HTTP/1.1 are spoken");
    return {};
}

}  // namespace

result<void, parse_error> check_request_line(std::string_view line,
                                             std::size_t target_bytes) noexcept {
    const std::size_t space = std::min(line.find(' '), line.size());
    const std::string_view verb = line.substr(0, space);
    if (!is_token(verb)) return refuse("the request does not start with a method and a space");
    line.remove_prefix(std::min(space + 1, line.size()));
    const std::size_t second = line.find(' ');
    if (second == line.npos) return refuse("the request line has no HTTP version");
    const std::string_view target = line.substr(0, second);
    if (target.empty()) return refuse("the request line has no target, or two spaces before it");
    if (target.size() > target_bytes)
        return refuse(status::uri_too_long, "the request target is too long");
    if (!all(target, target_char))
        return refuse("the request target has a character that must be percent-encoded");
    if (auto version = check_version(line.substr(second + 1)); !version) return version;
    if (!parse_method(verb))
        return refuse(status::not_implemented, "the request method is not known here");
    return {};
}

result<void, parse_error> check_status_line(std::string_view line) noexcept {
    if (auto version = check_version(line.substr(0, line.find(' '))); !version) return version;
    line.remove_prefix(8);
    const bool coded = line.size() >= 4 && line[1] >= '1' && line[1] <= '9' && is_digit(line[2]) &&
                       is_digit(line[3]);
    if (!coded) return refuse("the status line has no status code of three digits");
    line.remove_prefix(4);
    if (!line.empty() && line.front() != ' ')
        return refuse("the status code is not followed by a space");
    if (!is_field_text(line)) return refuse("the reason phrase has a control character");
    return {};
}

namespace {

std::unexpected<parse_error> refuse_name(std::string_view line) noexcept {
    if (line.starts_with(' ') || line.starts_with('\t'))
        return refuse("a header line starts with white space (folded lines are obsolete)");
    const std::size_t colon = line.find(':');
    if (colon == line.npos) return refuse("a header line has no colon");
    const std::string_view name = line.substr(0, colon);
    if (name.ends_with(' ') || name.ends_with('\t'))
        return refuse("there is white space between a header name and its colon");
    return refuse("a header name is empty or has an invalid character");
}

}  // namespace

result<void, parse_error> check_field_line(std::string_view line) noexcept {
    std::size_t colon = 0;
    while (colon < line.size() && is(line[colon], token_char)) ++colon;
    if (colon == 0 || colon == line.size() || line[colon] != ':') return refuse_name(line);
    if (!is_field_text(line.substr(colon + 1)))
        return refuse("a header value has a control character");
    return {};
}

}  // namespace weir::inline v0::http::detail
