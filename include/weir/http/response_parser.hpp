// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Reads HTTP/1 responses from bytes as they come: the client's side of a connection.
///
/// Used as `request_parser`, which explains the events. Two things differ: how a body ends depends
/// on the request, so `reset` takes its method; and interim responses (1xx) come first, each as an
/// event `head` of its own, after which feeding goes on to the final one.
///
///     response_parser parser;
///     parser.reset(method::head);
///     auto step = parser.feed(data.view());
///
/// Not thread-safe.

#include <weir/base/result.hpp>
#include <weir/http/message.hpp>
#include <weir/http/parse.hpp>

#include <memory>
#include <string_view>

namespace weir::inline v0::http {

class response_parser {
public:
    /// Interim responses that are read before one request is given up.
    static constexpr int most_interim_responses = 16;

    /// The default limits do not bound the body: who reads it does.
    explicit response_parser(const parser_limits& limits = {.body_bytes = UINT64_MAX});
    response_parser(response_parser&&) noexcept;
    response_parser& operator=(response_parser&&) noexcept;
    ~response_parser();

    /// Reads on in `data`, which starts where the previous call stopped, up to the next event.
    /// Feed again after `head` and `body` even if no data is left: `complete` may need none.
    /// Errors: what the peer did wrong, and from then on the same at every call.
    [[nodiscard]] result<parse_step, parse_error> feed(std::string_view data);

    /// The peer will send no more, which completes a body framed by `until_close`.
    /// Errors: within a response.
    [[nodiscard]] result<void, parse_error> finish();

    /// Makes ready for the response to a request of that method; keeps the memory.
    void reset(method request = method::get);

    /// Replaces the limit of the body of this response; effective when called before the `feed`
    /// that follows the event `head`.
    void limit_body(std::uint64_t bytes) noexcept;

    /// Valid from the event `head` until `reset`, or the next `feed` after an interim response.
    [[nodiscard]] response_head& head() noexcept;
    [[nodiscard]] const response_head& head() const noexcept;
    [[nodiscard]] body_framing framing() const noexcept;

    /// Whether the connection can carry another request once this response is complete.
    [[nodiscard]] bool keep_alive() const noexcept;

    /// The connection now speaks another protocol (101, or a CONNECT that succeeded): what follows
    /// the event `complete` is not HTTP.
    [[nodiscard]] bool upgraded() const noexcept;

    /// Fields behind a chunked body, complete with the event `complete`. Never part of the head.
    [[nodiscard]] const headers& trailers() const noexcept;

    [[nodiscard]] bool idle() const noexcept;
    [[nodiscard]] bool complete() const noexcept;

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace weir::inline v0::http
