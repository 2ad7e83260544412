// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/chars.hpp"

#include <weir/http/url.hpp>

#include <arpa/inet.h>

#include <charconv>

namespace weir::inline v0::http {
namespace {

std::unexpected<parse_error> bad_url(std::string_view why) noexcept {
    return std::unexpected(parse_error{status::bad_request, why});
}

constexpr std::uint16_t default_port(std::string_view scheme) noexcept {
    return scheme == "https" ? 443 : 80;
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), detail::to_lower);
    return lower;
}

bool is_ipv6_address(const std::string& text) noexcept {
    in6_addr address{};
    return ::inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

bool is_host_name(std::string_view text) noexcept {
    return detail::all(text, detail::unreserved_char) && !text.contains('~');
}

result<std::uint16_t, parse_error> parse_port(std::string_view text) noexcept {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0)
        return bad_url("the port of the URL is not a number from 1 to 65535");
    return port;
}

/// Reads `host`, `host:port` or `[v6]:port`.
result<void, parse_error> parse_authority(std::string_view text, url& to) {
    if (text.contains('@')) return bad_url("a URL with a user name or password is not supported");
    to.host_is_ipv6 = text.starts_with('[');
    const std::size_t bracket = to.host_is_ipv6 ? text.find(']') : 0;
    if (bracket == text.npos) return bad_url("the URL has an IPv6 address without ']'");
    const std::size_t colon = std::min(text.find(':', bracket), text.size());
    to.host = lower_case(text.substr(0, colon));
    if (to.host_is_ipv6) {
        if (colon != bracket + 1) return bad_url("the URL goes on after the ']' of its address");
        to.host = to.host.substr(1, bracket - 1);
        if (!is_ipv6_address(to.host)) return bad_url("the URL's host is no IPv6 address");
    }
    if (to.host.empty()) return bad_url("the URL has no host");
    if (!to.host_is_ipv6 && !is_host_name(to.host))
        return bad_url("the host of the URL has a character that host names do not have");
    if (colon + 1 >= text.size()) return {};
    const auto port = parse_port(text.substr(colon + 1));
    if (!port) return std::unexpected(port.error());
    to.port = *port;
    return {};
}

bool has_scheme(std::string_view reference) noexcept {
    const std::size_t colon = reference.find(':');
    return colon != 0 && colon < reference.find_first_of("/?");
}

/// RFC 3986, 5.2.4, for a path that begins with a slash.
std::string without_dot_segments(std::string_view path) {
    std::string out;
    for (bool last = false; !last;) {
        path.remove_prefix(1);
        const std::string_view segment = path.substr(0, path.find('/'));
        path.remove_prefix(segment.size());
        last = path.empty();
        const bool up = segment == "..";
        if (up) out.resize(out.empty() ? 0 : out.rfind('/'));
        if (!up && segment != ".") out.append("/").append(segment);
        if (last && (up || segment == ".")) out += '/';
    }
    return out;
}

}  // namespace

result<url, parse_error> url::resolve(std::string_view reference) const {
    reference = reference.substr(0, reference.find('#'));
    if (reference.starts_with("//")) return parse(scheme + ":" + std::string(reference));
    if (has_scheme(reference)) return parse(reference);
    const std::string_view base = std::string_view(target).substr(0, target.find('?'));
    const std::size_t question = std::min(reference.find('?'), reference.size());
    std::string path(reference.substr(0, question));
    if (path.empty())
        path = base;
    else if (!path.starts_with('/'))
        path = std::string(base.substr(0, base.rfind('/') + 1)) + path;
    const std::string_view query = reference.empty() ? std::string_view(target).substr(base.size())
                                                     : reference.substr(question);
    url there = *this;
    there.target = without_dot_segments(path).append(query);
    return parse(there.to_string());
}

result<url, parse_error> url::parse(std::string_view text) {
    const std::size_t colon = text.find("://");
    if (colon == text.npos) return bad_url("the URL does not start with http:// or https://");
    url parsed;
    parsed.scheme = lower_case(text.substr(0, colon));
    if (parsed.scheme != "http" && parsed.scheme != "https")
        return bad_url("the scheme of the URL is neither http nor https");
    parsed.port = default_port(parsed.scheme);
    text = text.substr(colon + 3);
    text = text.substr(0, text.find('#'));
    const std::size_t path = std::min(text.find_first_of("/?"), text.size());
    auto authority = parse_authority(text.substr(0, path), parsed);
    if (!authority) return std::unexpected(authority.error());
    const std::string_view target = text.substr(path);
    if (!detail::all(target, detail::target_char))
        return bad_url("the URL has a space or another character that must be percent-encoded");
    parsed.target = target.starts_with('/') ? target : "/" + std::string(target);
    return parsed;
}

std::string url::host_field() const {
    std::string field = host_is_ipv6 ? "[" + host + "]" : host;
    if (port != default_port(scheme)) field += ":" + std::to_string(port);
    return field;
}

std::string url::to_string() const {
    return scheme + "://" + host_field() + target;
}

}  // namespace weir::inline v0::http
