// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "soak/soak_server.hpp"

#include <weir/coro.hpp>

#include <string_view>

namespace weir::soak {
namespace {

using namespace std::chrono_literals;
using handled = task<result<http::response>>;

std::size_t number(http::request& req) {
    return std::stoul(std::string(req.param("n")));
}

handled bytes(http::request& req) {
    co_return http::response::text(pattern(number(req)));
}

handled stream(http::request& req) {
    co_return http::response::stream("text/plain", in_pieces(pattern(number(req)), 10'000));
}

handled echo(http::request& req) {
    co_return http::response::text(co_await ok(req.text(4 << 20)));
}

handled wait(http::request& req) {
    co_await ok(sleep_for(std::chrono::milliseconds(number(req))));
    co_return http::response::text("waited");
}

}  // namespace

std::string pattern(std::size_t n) {
    std::string text(n, '\0');
    for (std::size_t i = 0; i < n; ++i)
        text[i] = static_cast<char>('a' + (i * 7 + n + i / 26) % 26);
    return text;
}

generator<buffer> in_pieces(std::string text, std::size_t piece) {
    for (std::string_view rest = text; !rest.empty();) {
        co_yield buffer::copy_of(rest.substr(0, piece));
        rest.remove_prefix(std::min(piece, rest.size()));
    }
}

http::server_limits limits() {
    return {.requests_per_connection = 2000,
            .header_timeout = 20s,
            .body_timeout = 20s,
            .peer_watch = 20ms,
            .write_timeout = 5s};
}

void add_routes(http::server& web) {
    web.route(http::method::get, "/bytes/{n}", bytes);
    web.route(http::method::get, "/stream/{n}", stream);
    web.route(http::method::get, "/wait/{n}", wait);
    web.route(http::method::post, "/echo", echo);
}

}  // namespace weir::soak
