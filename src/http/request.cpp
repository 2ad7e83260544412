// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/server_connection.hpp"

#include <weir/coro/ok.hpp>
#include <weir/http/request.hpp>

namespace weir::inline v0::http {

method request::verb() const noexcept {
    return connection_.parser_.head().method;
}
std::string_view request::path() const noexcept {
    return connection_.target_.path();
}
std::string_view request::raw_target() const noexcept {
    return connection_.parser_.head().target;
}
const headers& request::fields() const noexcept {
    return connection_.parser_.head().headers;
}
std::string_view request::peer() const {
    return connection_.peer();
}

std::string_view request::param(std::string_view name) const noexcept {
    for (const auto& [key, value] : params_)
        if (key == name) return value;
    return {};
}

std::optional<std::string> request::query(std::string_view name) const {
    return connection_.target_.parameters().get(name);
}

std::optional<std::uint64_t> request::content_length() const noexcept {
    const body_framing framing = connection_.parser_.framing();
    if (framing.kind == body_kind::chunked) return std::nullopt;
    return framing.length;
}

task<result<std::string_view>> request::next_chunk() {
    for (;;) {
        const std::string_view piece = co_await ok(connection_.read_body());
        if (!piece.empty() || connection_.body_done_) co_return piece;
    }
}

task<result<std::string>> request::text(std::size_t limit) {
    std::string whole;
    for (;;) {
        const std::string_view piece = co_await ok(next_chunk());
        if (piece.empty()) co_return whole;
        if (piece.size() > limit - whole.size()) co_return fail(errc::too_large);
        whole += piece;
    }
}

}  // namespace weir::inline v0::http
