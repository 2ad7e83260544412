// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// One connection to a server, and one exchange at a time on it.
///
///     http::client_connection c(co_await ok(tcp_stream::connect(at)), "127.0.0.1:8080");
///     http::client_request ask{.verb = http::method::get, .target = "/"};
///     co_await ok(c.send(ask));
///     http::status code = c.code();
///     std::string body = co_await ok(c.text());
///
/// This is the part under the pooled `client`; use it where the connection itself matters, as in a
/// load test. Timeouts are the caller's: `with_timeout` around each call. After an error or a stop
/// in the middle of an exchange the connection is not reusable, and says so.

#include <weir/base/result.hpp>
#include <weir/coro/generator.hpp>
#include <weir/coro/task.hpp>
#include <weir/http/headers.hpp>
#include <weir/http/method.hpp>
#include <weir/http/status.hpp>
#include <weir/net/byte_stream.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace weir::inline v0::http {

class client;
namespace detail {
class awaited_request;
}

/// What is asked. Host, Content-Length and Transfer-Encoding are written for you.
struct client_request {
    method verb = method::get;
    std::string target = "/";  ///< origin form: path and query, encoded
    headers fields{};
    std::string body{};
    /// A body of unknown length, sent chunked; used instead of `body` if set. Cannot be replayed.
    std::optional<generator<buffer>> stream{};
    /// Sends the trace that the task belongs to as `traceparent` and `tracestate`, unless `fields`
    /// has a `traceparent` of its own.
    bool propagate_trace = true;
};

class client_connection {
public:
    client_connection(std::unique_ptr<byte_stream> stream, std::string host);
    client_connection(const client_connection&) = delete;
    client_connection& operator=(const client_connection&) = delete;
    ~client_connection();

    /// Sends the request and reads the head of the answer; informational answers (1xx) are passed
    /// over. Completes when the head is there, which for a large body may be before all of it was
    /// sent: a refusal ends the upload, and so does success from a server that stopped reading; the
    /// connection is not reusable then. Errors: `errc::eof` when the server closed without
    /// an answer, `errc::protocol_error`, `errc::too_large`, those of the stream, those of a stop.
    [[nodiscard]] task<result<void>> send(client_request& request);

    /// The answer of the last `send`.
    [[nodiscard]] http::status code() const noexcept;
    [[nodiscard]] const headers& fields() const noexcept;

    /// The next piece of the answer's body; empty at its end. Valid until the next call.
    [[nodiscard]] task<result<std::string_view>> next_chunk();
    /// The whole body. Errors: also `errc::too_large` beyond `limit` bytes.
    [[nodiscard]] task<result<std::string>> text(std::size_t limit = std::size_t{8} << 20);
    /// Reads and forgets the rest of the body. Errors: `errc::too_large` beyond `limit` bytes.
    [[nodiscard]] task<result<void>> discard(std::size_t limit = SIZE_MAX);

    /// The answer was read to its end.
    [[nodiscard]] bool complete() const noexcept;
    /// True when the answer was read to its end and the server keeps the connection.
    [[nodiscard]] bool reusable() const noexcept;
    /// True until the first byte of the answer to the last request arrived: if the connection broke
    /// then, the server may never have seen the request.
    [[nodiscard]] bool unanswered() const noexcept;
    /// False when the server closed an idle connection or sent something nobody asked for.
    [[nodiscard]] bool idle_and_open() const noexcept;

    void close() noexcept;

private:
    friend class client;
    struct state;

    /// The request is noted already.
    [[nodiscard]] task<result<void>> send_noted(client_request& request,
                                                const detail::awaited_request& as);
    std::unique_ptr<state> state_;
};

}  // namespace weir::inline v0::http
