// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Reads HTTP/1 requests from bytes as they come: the server's side of a connection.
///
/// The parser does no I/O. It is fed, and each call reads up to the next event, so that a coroutine
/// stays in charge of the order of things:
///
///     request_parser parser;
///     for (;;) {
///         auto step = parser.feed(data.view());
///         if (!step) co_return co_await refuse(step.error());       // status and sentence
///         data.remove_prefix(step->consumed);
///         switch (step->event) {
///             case parse_event::need_more: data = co_await ok(stream.recv()); break;
///             case parse_event::head: route(parser.head()); break;
///             case parse_event::body: use(step->body); break;       // lies in `data`
///             case parse_event::complete: parser.reset(); break;    // the rest is the next
///             request
///         }
///     }
///
/// It is strict where leniency makes two servers disagree on where a message ends: every line ends
/// in CRLF, a length is given once, a field has no space before its colon. What it refuses, with
/// which status and why, is the list in docs/design/0009-http1-codec.md. Memory is bounded by the
/// limits and kept from one request to the next. Not thread-safe.

#include <weir/base/result.hpp>
#include <weir/http/message.hpp>
#include <weir/http/parse.hpp>

#include <memory>
#include <string_view>

namespace weir::inline v0::http {

class request_parser {
public:
    explicit request_parser(const parser_limits& limits = {});
    request_parser(request_parser&&) noexcept;
    request_parser& operator=(request_parser&&) noexcept;
    ~request_parser();

    /// Reads on in `data`, which starts where the previous call stopped, up to the next event.
    /// Feed again after `head` and `body` even if no data is left: `complete` may need none.
    /// Errors: what the peer did wrong, and from then on the same at every call.
    [[nodiscard]] result<parse_step, parse_error> feed(std::string_view data);

    /// The peer will send no more. Errors: within a request.
    [[nodiscard]] result<void, parse_error> finish();

    /// Makes ready for the next request; keeps the memory.
    void reset();

    /// Replaces the limit of the body of this request; effective when called before the `feed`
    /// that follows the event `head`.
    void limit_body(std::uint64_t bytes) noexcept;

    /// Valid from the event `head` until `reset`.
    [[nodiscard]] request_head& head() noexcept;
    [[nodiscard]] const request_head& head() const noexcept;
    [[nodiscard]] body_framing framing() const noexcept;

    /// Whether the client allows another request on this connection.
    [[nodiscard]] bool keep_alive() const noexcept;

    /// The client waits for `100 Continue` before it sends the body.
    [[nodiscard]] bool expects_continue() const noexcept;

    /// The protocols the client offers to switch to; empty if none.
    [[nodiscard]] std::string_view upgrade() const noexcept;

    /// Fields behind a chunked body, complete with the event `complete`. Never part of the head.
    [[nodiscard]] const headers& trailers() const noexcept;

    /// Nothing of a request has arrived yet: the connection may be closed without harm.
    [[nodiscard]] bool idle() const noexcept;

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace weir::inline v0::http
