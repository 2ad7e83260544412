// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// An absolute `http` or `https` URL, taken apart for a client.
///
///     auto u = url::parse("http://[::1]:8080/a?b=c");
///     u->host     // "::1", without brackets: what is connected to
///     u->port     // 8080
///     u->target   // "/a?b=c": what goes into the request line
///     u->host_field()   // "[::1]:8080": what goes into the Host field

#include <weir/base/result.hpp>
#include <weir/http/parse.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace weir::inline v0::http {

struct url {
    std::string scheme = "http";  ///< `http` or `https`
    std::string host = {};        ///< name in lower case, or an address
    std::uint16_t port = 80;      ///< the scheme's own port unless given
    std::string target = "/";     ///< path and query, still encoded
    bool host_is_ipv6 = false;    ///< it was given in brackets

    /// A fragment is dropped. The errors are sentences for the user: another scheme, no host, a
    /// bad port, credentials, characters that must be percent-encoded.
    [[nodiscard]] static result<url, parse_error> parse(std::string_view text);

    /// Host and, where it is not the scheme's own, port.
    [[nodiscard]] std::string host_field() const;

    [[nodiscard]] std::string to_string() const;

    friend bool operator==(const url&, const url&) = default;
};

}  // namespace weir::inline v0::http
