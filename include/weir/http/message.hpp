// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The heads of requests and responses, and how the end of a body is found.
///
/// A head is plain data: the parser fills it, the serializer reads it, a handler may change it.

#include <weir/http/headers.hpp>
#include <weir/http/method.hpp>
#include <weir/http/status.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace weir::inline v0::http {

enum class version { http_1_0, http_1_1 };

/// `HTTP/1.0` or `HTTP/1.1`.
[[nodiscard]] std::string_view to_string(version v) noexcept;

enum class body_kind {
    none,         ///< there is no body
    sized,        ///< Content-Length bytes
    chunked,      ///< chunks up to one of size zero
    until_close,  ///< everything until the connection ends (responses only)
};

struct body_framing {
    body_kind kind = body_kind::none;
    std::uint64_t length = 0;  ///< for `sized`

    [[nodiscard]] static constexpr body_framing none() noexcept { return {}; }
    [[nodiscard]] static constexpr body_framing sized(std::uint64_t length) noexcept {
        return {body_kind::sized, length};
    }
    [[nodiscard]] static constexpr body_framing chunked() noexcept {
        return {body_kind::chunked, 0};
    }
    [[nodiscard]] static constexpr body_framing until_close() noexcept {
        return {body_kind::until_close, 0};
    }

    /// No byte of body follows.
    [[nodiscard]] constexpr bool empty() const noexcept {
        return kind == body_kind::none || (kind == body_kind::sized && length == 0);
    }
    friend bool operator==(const body_framing&, const body_framing&) = default;
};

struct request_head {
    http::method method = http::method::get;
    std::string target = "/";  ///< as on the request line; `http::target` takes it apart
    http::version version = http::version::http_1_1;
    http::headers headers = {};
};

struct response_head {
    http::status status = http::status::ok;
    std::string reason = {};  ///< when empty, the registered phrase is sent
    http::version version = http::version::http_1_1;
    http::headers headers = {};
};

/// Whether the connection may carry another message after one with this head: by default in
/// HTTP/1.1, on request in 1.0, never with `Connection: close`.
[[nodiscard]] bool wants_keep_alive(version v, const headers& fields) noexcept;

}  // namespace weir::inline v0::http
