// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A request to the admin listener and its answer, apart from any connection.

#include <weir/base/time.hpp>
#include <weir/diag/admin.hpp>
#include <weir/http/headers.hpp>
#include <weir/http/message.hpp>
#include <weir/http/query.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace weir::inline v0::diag::detail {

/// What the listener knows beside the diagnostics.
struct admin_context {
    const admin_options& options;
    std::size_t connections = 0;
    std::uint64_t requests = 0;
    std::size_t subscribers = 0;  ///< of `/events`
};

struct admin_request {
    http::method method = http::method::get;
    std::string path;
    http::query query;
    const http::headers& fields;
};

struct admin_reply {
    http::status status = http::status::ok;
    std::string_view type = "application/json";  ///< static
    std::string body = {};
    std::string file_name = {};   ///< of a download
    std::string_view allow = {};  ///< of a 405
    bool page = false;            ///< the inspector, which brings its own policy
    bool subscribe = false;       ///< the connection receives events from now on
    duration after{};             ///< `then` gives the answer that much later
    std::function<admin_reply()> then = {};
};

/// `{"error": …}`.
[[nodiscard]] admin_reply refusal(http::status status, std::string_view why);
[[nodiscard]] admin_reply json_reply(std::string body);
[[nodiscard]] admin_reply text_reply(std::string body);

/// A whole number in [least, most] of the query, `fallback` where it is not given.
/// Errors: a sentence.
[[nodiscard]] result<std::uint64_t, std::string> number_of(const admin_request& request,
                                                           std::string_view name,
                                                           std::uint64_t fallback,
                                                           std::uint64_t least, std::uint64_t most);
[[nodiscard]] bool wants_text(const admin_request& request);

/// Checks who asks, then finds the route.
[[nodiscard]] admin_reply answer(const admin_request& request, const admin_context& context);

/// What `make` returns; 500 if it throws.
[[nodiscard]] admin_reply guarded(const std::function<admin_reply()>& make);

/// The head of an answer.
[[nodiscard]] std::string head_of(const admin_reply& reply, bool keep_alive);

}  // namespace weir::inline v0::diag::detail
