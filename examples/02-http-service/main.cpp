// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// A small HTTP service on every core: a path parameter, a streamed answer, a body read as it
// comes, an orderly end on SIGINT or SIGTERM.
//
//     http-service [PORT]
//     curl http://127.0.0.1:8080/hello/world

#include <weir/coro.hpp>
#include <weir/http/server.hpp>
#include <weir/net/accept_on_shards.hpp>
#include <weir/rt.hpp>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <string>

using namespace std::chrono_literals;

namespace {

weir::task<weir::result<weir::http::response>> hello(weir::http::request& req) {
    co_return weir::http::response::text("hello " + std::string(req.param("name")) + "\n");
}

weir::task<weir::result<weir::http::response>> length(weir::http::request& req) {
    std::size_t bytes = 0;
    for (;;) {
        const std::string_view piece = co_await weir::ok(req.next_chunk());
        if (piece.empty()) break;
        bytes += piece.size();
    }
    co_return weir::http::response::text(std::to_string(bytes) + " bytes\n");
}

weir::generator<weir::buffer> count_to(int last) {
    for (int i = 1; i <= last; ++i) {
        co_yield weir::buffer::copy_of(std::to_string(i) + "\n");
        co_await weir::ok(weir::sleep_for(100ms));
    }
}

weir::task<weir::result<weir::http::response>> count(weir::http::request&) {
    co_return weir::http::response::stream("text/plain", count_to(5));
}

weir::task<weir::result<void>> serve(std::uint16_t port) {
    weir::http::server web;
    web.route(weir::http::method::get, "/hello/{name}", hello);
    web.route(weir::http::method::post, "/length", length);
    web.route(weir::http::method::get, "/count", count);
    auto listener = co_await weir::ok(
        weir::listener::listen(weir::address::loopback(port), {.reuse_port = true}));
    std::printf("listening on http://%s\n", listener.local_address().to_string().c_str());
    std::fflush(stdout);
    auto signals = co_await weir::ok(weir::signal_set::watch({SIGINT, SIGTERM}));
    auto serving = [&](weir::listener& l) -> weir::task<weir::result<void>> {
        co_return co_await web.serve(l);
    };
    auto ended = co_await weir::when_any(
        signals.next(), weir::accept_on_shards(std::move(listener), weir::accept_mode::per_shard,
                                               std::move(serving)));
    if (!ended) co_return weir::fail(ended.error());
    co_return weir::result<void>();
}

}  // namespace

int main(int argc, char** argv) {
    std::uint16_t port = 8080;
    if (argc > 1) {
        const std::string_view text = argv[1];
        if (std::from_chars(text.begin(), text.end(), port).ec != std::errc()) {
            std::fprintf(stderr, "http-service: '%s' is no port; give one from 0 to 65535\n",
                         argv[1]);
            return 2;
        }
    }
    const auto served = weir::run([port] [[clang::coro_wrapper]] { return serve(port); });
    if (served) return 0;
    std::fprintf(stderr, "http-service: %s\n", served.error().message().c_str());
    return 1;
}
