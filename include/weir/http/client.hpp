// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// An HTTP/1.1 client with a pool of kept-alive connections.
///
///     http::client web;
///     auto answer = co_await ok(web.get("http://127.0.0.1:8080/profile/7"));
///     if (answer.code() == http::status::ok) use(co_await ok(answer.text()));
///
/// Deadlines come from the caller: every wait ends with the inherited deadline, and with the
/// client's own timeouts for its part, whichever is earlier. Host names are resolved off the shard.
/// A connection goes back to the pool only after its answer was read to the end; one that broke,
/// was stopped half-way or holds unread bytes is closed.
///
/// Thread safety: a client belongs to one shard; make one per shard. Lifetime: it outlives its
/// answers.

#include <weir/base/result.hpp>
#include <weir/base/time.hpp>
#include <weir/coro/task.hpp>
#include <weir/http/client_connection.hpp>
#include <weir/http/url.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

namespace weir::inline v0::http {

struct client_options {
    std::size_t connections_per_host = 256;  ///< more requests wait for one, in order
    std::size_t connections = 4096;          ///< in all; idle ones of other hosts make room
    std::size_t waiting = 100'000;           ///< requests waiting for a connection: `queue_full`
    duration connect_timeout = std::chrono::seconds(10);
    duration head_timeout = std::chrono::seconds(60);   ///< from sending to the answer's head
    duration chunk_timeout = std::chrono::seconds(60);  ///< between two pieces of the body
    /// Idle connections are closed after this long; keep it below the server's own.
    duration idle_timeout = std::chrono::seconds(30);
    /// Redirects that are followed for one request; 0: they are answers like any other.
    int redirects = 0;
    /// Sends on the trace that the asking task belongs to; see `client_request::propagate_trace`.
    bool propagate_trace = true;
};

struct client_stats {
    std::uint64_t requests = 0;
    std::uint64_t connects = 0;
    std::uint64_t reused = 0;
    std::uint64_t retried = 0;  ///< on a fresh connection, as the reused one had been closed
    std::uint64_t redirected = 0;
    std::size_t open = 0;
    std::size_t idle = 0;
    std::size_t waiting = 0;
};

class client;

/// An answer: its head, and the body as it arrives. Holds its connection until destroyed.
class client_response {
public:
    client_response(client_response&&) noexcept;
    client_response& operator=(client_response&&) noexcept;
    ~client_response();

    [[nodiscard]] http::status code() const noexcept;
    [[nodiscard]] const headers& fields() const noexcept;
    /// Where it came from, after redirects.
    [[nodiscard]] const url& origin() const noexcept;
    /// See `client_connection`; each piece must come within `chunk_timeout`.
    [[nodiscard]] task<result<std::string_view>> next_chunk();
    [[nodiscard]] task<result<std::string>> text(std::size_t limit = std::size_t{8} << 20);

private:
    friend class client;
    struct lease;
    explicit client_response(std::unique_ptr<lease> held) noexcept;
    std::unique_ptr<lease> lease_;
};

class client {
public:
    explicit client(client_options options = {});
    client(const client&) = delete;
    client& operator=(const client&) = delete;
    ~client();

    /// Sends `request` to the host of `url`; the path and query of `url` replace its target.
    /// Completes when the answer's head is there. Errors: `errc::bad_argument` for a URL that is
    /// none, `errc::not_supported` for a scheme other than http, `errc::queue_full`, those of
    /// connecting and resolving, `errc::timed_out`, `errc::canceled`, those of the connection.
    /// A request that found its reused connection closed is sent once more on a fresh one, if its
    /// method is idempotent and no byte of an answer had come (RFC 9110 section 9.2.2).
    ///
    /// Redirects, if `client_options::redirects` allows them: 303 asks again with GET, and so do
    /// 301 and 302 after a POST; 307 and 308 send the same again. To another origin go no
    /// Authorization, Cookie and Proxy-Authorization. An answer that cannot be followed, as its
    /// Location is missing or the body was a stream, is returned as it is. Errors then also:
    /// `errc::protocol_error` for a Location that is none, `errc::too_large` for one redirect too
    /// many.
    [[nodiscard]] task<result<client_response>> send(std::string url, client_request request);

    [[nodiscard, clang::coro_wrapper]] task<result<client_response>> get(std::string url);
    [[nodiscard, clang::coro_wrapper]] task<result<client_response>> put(std::string url,
                                                                         std::string body);
    [[nodiscard, clang::coro_wrapper]] task<result<client_response>> post(std::string url,
                                                                          std::string body);

    [[nodiscard]] client_stats stats() const noexcept;

    /// Closes the idle connections.
    void close_idle() noexcept;

private:
    friend class client_response;
    struct pool;

    [[nodiscard]] task<result<client_response>> exchange(const url& to, client_request& request,
                                                         detail::awaited_request& wait);
    [[nodiscard]] task<result<std::unique_ptr<client_response::lease>>> reserve(const url& to);
    [[nodiscard]] task<result<void>> attach(client_response::lease& held, const url& to,
                                            bool fresh);
    [[nodiscard]] bool may_retry(const client_response::lease& held, const client_request& request,
                                 std::error_code error) const noexcept;

    std::shared_ptr<pool> pool_;
};

}  // namespace weir::inline v0::http
