// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// An HTTP/1.1 server: routes, keep-alive, pipelining, streamed bodies, limits, drain.
///
///     http::server web;
///     web.route(http::method::get, "/hello/{name}",
///               [](http::request& req) -> task<result<http::response>> {
///                   co_return http::response::text("hello " + std::string(req.param("name")));
///               });
///     listener l = co_await ok(listener::listen(address::loopback(8080)));
///     co_await ok(web.serve(l));
///
/// Routes are shared by all shards and fixed once serving begins; connections belong to the shard
/// whose listener accepted them. `serve` returns after a stop or `drain`: it stops accepting, lets
/// the requests in flight finish with `Connection: close`, and at the drain's deadline cancels the
/// rest and reports them by name.
///
/// What the peer does wrong is answered with a status and a sentence that says why (400, 404, 405,
/// 408, 413, 414, 417, 431, 501, 503, 505) and, where the stream cannot be trusted any more,
/// `Connection: close`. RFC 9110 and 9112.

#include <weir/base/time.hpp>
#include <weir/coro/environment.hpp>
#include <weir/http/request.hpp>
#include <weir/http/router.hpp>
#include <weir/net/listener.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace weir::inline v0::http {

namespace detail {
struct server_state;
}

/// Bounds, each per shard or per connection. Durations end with 408 where an answer is possible.
struct server_limits {
    std::size_t header_bytes = 16 * 1024;                ///< all header lines: 431
    std::size_t header_count = 100;                      ///< 431
    std::size_t target_bytes = 8 * 1024;                 ///< request target: 414
    std::uint64_t body_bytes = 8 << 20;                  ///< 413
    std::size_t connections = 20'000;                    ///< per shard; beyond: 503 and close
    std::uint64_t requests_per_connection = 0;           ///< then `Connection: close`; 0: no limit
    duration header_timeout = std::chrono::seconds(10);  ///< first to last byte of a head
    duration body_timeout = std::chrono::seconds(30);    ///< between two pieces of a body
    /// Bytes a second that a body brings while it is waited for, after `body_timeout` in advance: a
    /// body of n bytes is waited for no longer than `body_timeout` + n / `body_rate`. 0: no rule.
    std::uint64_t body_rate = 500;
    duration handler_timeout = std::chrono::minutes(5);  ///< for a handler to answer: 504; 0: none
    /// A handler or streamed answer that runs longer than this is stopped once its client has left;
    /// one that finished its side counts as gone. 0: never.
    duration peer_watch = std::chrono::milliseconds(250);
    duration idle_timeout = std::chrono::seconds(75);   ///< between requests; closes silently
    duration write_timeout = std::chrono::seconds(30);  ///< for the peer to take 64 KiB
    duration drain = std::chrono::seconds(10);          ///< for requests in flight after a stop
};

/// One answered request, also a refused one, for logs and metrics.
struct access_record {
    std::string_view method;  ///< "-" if the head could not be read, and then without a target
    std::string_view target;
    std::string_view peer;
    int status = 0;
    std::uint64_t response_bytes = 0;  ///< of the body
    bool complete = false;             ///< the whole answer was sent
    duration took{};                   ///< from the head's last byte to the answer's last
    trace_context trace{};             ///< none if the head could not be read
};

/// Counters of a server over all shards, each read at a moment of its own.
struct server_stats {
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;  ///< over the connection limit
    std::uint64_t connections = 0;
    std::uint64_t requests = 0;
    std::uint64_t in_flight = 0;
    std::uint64_t bad_requests = 0;
    std::uint64_t abandoned = 0;  ///< stopped, as their client had left
};

class server {
public:
    explicit server(server_limits limits = {});
    server(const server&) = delete;
    server& operator=(const server&) = delete;
    ~server();

    /// Before serving. A malformed or repeated pattern is fatal.
    void route(method verb, std::string_view pattern, handler fn);

    /// Called on the shard after each answer; must not block. Before serving.
    using access_log = void (*)(void* context, const access_record& record) noexcept;
    void on_access(access_log fn, void* context) noexcept;

    /// Serves connections of `from` on the calling shard until stopped or drained. May run on
    /// several shards at once, each with its own listener; when one of them ends, for whatever
    /// reason, all drain. Result: success after an orderly end. Errors: of the listener, when it
    /// cannot accept any more.
    [[nodiscard]] task<result<void>> serve(listener& from);

    /// Serves one stream to its end, or a stop; for Unix sockets, TLS and tests. Of a drain it
    /// learns with its next request.
    [[nodiscard]] task<void> serve_stream(byte_stream& stream);

    /// Asks every `serve` to drain: not ready, no new connections, `Connection: close`.
    /// Thread-safe.
    void drain() noexcept;

    /// False once draining: what a readiness probe should say. Thread-safe.
    [[nodiscard]] bool ready() const noexcept;

    /// Thread-safe.
    [[nodiscard]] server_stats stats() const;
    [[nodiscard]] const server_limits& limits() const noexcept;

private:
    std::unique_ptr<detail::server_state> state_;
};

}  // namespace weir::inline v0::http
