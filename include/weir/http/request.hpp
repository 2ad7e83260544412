// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What a handler is asked: method, path, headers, and the body as it arrives.
///
///     task<result<http::response>> create(http::request& req) {
///         std::string body = co_await ok(req.text());
///         co_return http::response::text("got " + std::to_string(body.size()) + " bytes\n");
///     }
///
/// A request belongs to the connection that received it and lives until its answer was sent, so the
/// generator of a streamed answer may read the body. A handler that needs no body need not read
/// it: the server skips what is left, or closes.

#include <weir/base/result.hpp>
#include <weir/coro/task.hpp>
#include <weir/http/headers.hpp>
#include <weir/http/method.hpp>
#include <weir/http/router.hpp>
#include <weir/http/target.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir::inline v0::http {

namespace detail {
class server_connection;
}

class request {
public:
    [[nodiscard]] method verb() const noexcept;
    /// The decoded path without the query, always beginning with '/'.
    [[nodiscard]] std::string_view path() const noexcept;
    /// The target as sent.
    [[nodiscard]] std::string_view raw_target() const noexcept;
    [[nodiscard]] const headers& fields() const noexcept;

    /// A parameter of the route's pattern, empty if it has none of that name.
    [[nodiscard]] std::string_view param(std::string_view name) const noexcept;
    /// The first query parameter of that name, decoded.
    [[nodiscard]] std::optional<std::string> query(std::string_view name) const;

    /// The peer's address as text.
    [[nodiscard]] std::string_view peer() const;

    /// The body's length where the head says it.
    [[nodiscard]] std::optional<std::uint64_t> content_length() const noexcept;

    /// The next piece of the body; empty at its end. The bytes are valid until the next call.
    /// Errors: `errc::too_large` beyond the server's limit, `errc::timed_out` when the peer
    /// stalls, `errc::eof` when it leaves, `errc::protocol_error`, those of the stream and of a
    /// stop. A handler that returns the error lets the client know: 413, 408 or 400.
    [[nodiscard]] task<result<std::string_view>> next_chunk();

    /// The whole body. Errors: as `next_chunk`; `errc::too_large` beyond `limit` bytes.
    [[nodiscard]] task<result<std::string>> text(std::size_t limit = std::size_t{1} << 20);

private:
    friend class detail::server_connection;
    explicit request(detail::server_connection& connection) noexcept : connection_(connection) {}

    detail::server_connection& connection_;
    router::parameters params_;
};

}  // namespace weir::inline v0::http
