// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What a handler answers.
///
///     co_return http::response::text("hello\n");
///     co_return http::response::json(body).with_status(http::status::created);
///     co_return http::response::stream("text/csv", rows(query));    // a generator<buffer>
///
/// Content-Length, Date, Connection and Transfer-Encoding are the server's to write.

#include <weir/base/buffer.hpp>
#include <weir/coro/generator.hpp>
#include <weir/http/headers.hpp>
#include <weir/http/status.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace weir::inline v0::http {

class response {
public:
    /// An empty answer with this status.
    explicit response(http::status code = http::status::ok) noexcept : status_(code) {}

    [[nodiscard]] static response text(std::string body);
    [[nodiscard]] static response json(std::string body);
    [[nodiscard]] static response html(std::string body);
    /// An error with a sentence that says why, as text.
    [[nodiscard]] static response error(http::status code, std::string_view why);
    /// A body of unknown length: sent chunk by chunk as the generator yields, chunked for HTTP/1.1
    /// clients. The generator runs in the environment of the request.
    [[nodiscard]] static response stream(std::string_view content_type, generator<buffer> chunks);

    [[nodiscard]] response with_status(http::status code) &&;
    /// Sets a header; an invalid name or value is fatal, as it is a bug of the caller. Use
    /// `fields().set` for values that come from outside.
    [[nodiscard]] response with_header(std::string_view name, std::string_view value) &&;

    [[nodiscard]] http::status code() const noexcept { return status_; }
    [[nodiscard]] headers& fields() noexcept { return fields_; }
    [[nodiscard]] const headers& fields() const noexcept { return fields_; }

    [[nodiscard]] bool streamed() const noexcept {
        return std::holds_alternative<generator<buffer>>(body_);
    }
    /// The body of an answer that is not streamed.
    [[nodiscard]] const std::string& body() const noexcept { return std::get<std::string>(body_); }
    [[nodiscard, clang::coro_wrapper]] generator<buffer> take_stream() noexcept {
        return std::move(std::get<generator<buffer>>(body_));
    }

private:
    response(http::status code, std::string_view content_type, std::string body);
    void set(std::string_view name, std::string_view value);

    http::status status_;
    headers fields_;
    std::variant<std::string, generator<buffer>> body_;
};

}  // namespace weir::inline v0::http
