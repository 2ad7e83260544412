// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What a handler answers.
///
///     co_return http::response::text("hello\n");
///     co_return http::response::json(body).with_status(http::status::created);
///     co_return http::response::stream("text/csv", rows(query));    // a generator<buffer>
///
/// Content-Length, Date, Connection and Transfer-Encoding are the server's to write. A response
/// moves by a pointer; one that was moved from may only be destroyed or assigned to.

#include <weir/base/block_pool.hpp>
#include <weir/base/buffer.hpp>
#include <weir/coro/generator.hpp>
#include <weir/http/headers.hpp>
#include <weir/http/status.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace weir::inline v0::http {

namespace detail {
struct response_access;
}

class response {
public:
    /// An empty answer with this status.
    explicit response(http::status code = http::status::ok)
        : content_(std::make_unique<content>(code)) {}

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

    [[nodiscard]] http::status code() const noexcept { return content_->code; }
    [[nodiscard]] headers& fields() { return content_->all_fields(); }
    [[nodiscard]] const headers& fields() const { return content_->all_fields(); }

    [[nodiscard]] bool streamed() const noexcept {
        return std::holds_alternative<generator<buffer>>(content_->body);
    }
    /// The body of an answer that is not streamed.
    [[nodiscard]] const std::string& body() const noexcept {
        return std::get<std::string>(content_->body);
    }
    [[nodiscard, clang::coro_wrapper]] generator<buffer> take_stream() noexcept {
        return std::move(std::get<generator<buffer>>(content_->body));
    }

private:
    friend struct detail::response_access;

    struct content {
        explicit content(http::status c) noexcept : code(c) {}
        static void* operator new(std::size_t size) { return allocate_block(size); }
        static void operator delete(void* block, std::size_t size) noexcept {
            release_block(block, size);
        }

        /// The type becomes a field when somebody looks: mostly only the server writes it out.
        headers& all_fields();

        http::status code;
        std::string_view type;  // static
        headers fields;
        std::variant<std::string, generator<buffer>> body;
    };

    static response of_type(std::string_view static_type, std::string body);

    std::unique_ptr<content> content_;
};

}  // namespace weir::inline v0::http
