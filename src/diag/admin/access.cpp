// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/access.hpp"

#include <arpa/inet.h>
#include <strings.h>

#include <algorithm>
#include <array>

namespace weir::inline v0::diag::detail {
namespace {

bool is_port(std::string_view text) noexcept {
    return text.size() <= 5 &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_numeric(int family, std::string_view text) noexcept {
    std::array<char, 64> copy{};
    std::array<char, 16> binary;
    if (text.empty() || text.size() >= copy.size()) return false;
    std::ranges::copy(text, copy.begin());
    return inet_pton(family, copy.data(), binary.data()) == 1;
}

/// `[::1]` or `[::1]:80`.
bool is_bracketed_ipv6(std::string_view host) noexcept {
    const auto end = host.find(']');
    if (end == host.npos || !is_numeric(AF_INET6, host.substr(1, end - 1))) return false;
    const std::string_view rest = host.substr(end + 1);
    return rest.empty() || (rest[0] == ':' && is_port(rest.substr(1)));
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

bool host_is_ours(std::string_view host, std::span<const std::string> names) noexcept {
    if (host.starts_with('[')) return is_bracketed_ipv6(host);
    const auto colon = host.find(':');
    if (colon != host.npos && !is_port(host.substr(colon + 1))) return false;
    const std::string_view name = host.substr(0, colon);
    return is_numeric(AF_INET, name) || same_name(name, "localhost") ||
           std::ranges::any_of(names, [&](const std::string& n) { return same_name(n, name); });
}

bool same_secret(std::string_view given, std::string_view secret) noexcept {
    if (secret.empty()) return false;
    unsigned difference = given.size() == secret.size() ? 0 : 1;
    for (std::size_t i = 0; i < given.size(); ++i)
        difference |= static_cast<unsigned char>(given[i]) ^
                      static_cast<unsigned char>(secret[i % secret.size()]);
    return difference == 0;
}

std::string_view bearer_token(std::string_view authorization) noexcept {
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() <= scheme.size() ||
        !same_name(authorization.substr(0, scheme.size()), scheme))
        return {};
    return authorization.substr(scheme.size());
}

}  // namespace weir::inline v0::diag::detail
