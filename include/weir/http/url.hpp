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

    /// What a reference such as a Location field means from here (RFC 3986, 5.2): an absolute URL,
    /// `//host/path`, `/path`, `path` or `?query`. Errors: as `parse`.
    [[nodiscard]] result<url, parse_error> resolve(std::string_view reference) const;

    /// Scheme, host and port are the same: what credentials were given for.
    [[nodiscard]] bool same_origin(const url& other) const noexcept {
        return scheme == other.scheme && host == other.host && port == other.port;
    }

    /// Host and, where it is not the scheme's own, port.
    [[nodiscard]] std::string host_field() const;

    [[nodiscard]] std::string to_string() const;

    friend bool operator==(const url&, const url&) = default;
};

}  // namespace weir::inline v0::http
