// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

// Weir as a user writes it: the full HTTP server with its default limits and probes, on one shard.
// WEIR_DRIVER chooses the driver. Listens on 127.0.0.1:PORT until SIGTERM.

#include <weir/coro.hpp>
#include <weir/http/server.hpp>
#include <weir/net/listener.hpp>
#include <weir/rt/runtime.hpp>
#include <weir/rt/signals.hpp>

#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <string_view>

namespace {

weir::task<weir::result<weir::http::response>> hello(weir::http::request&) {
    co_return weir::http::response::text("Hello, World!");
}

weir::task<weir::result<void>> serve(std::uint16_t port) {
    weir::http::server web;
    web.route(weir::http::method::get, "/", hello);
    auto listener = co_await weir::ok(weir::listener::listen(weir::address::loopback(port)));
    auto signals = co_await weir::ok(weir::signal_set::watch({SIGINT, SIGTERM}));
    auto ended = co_await weir::when_any(signals.next(), web.serve(listener));
    if (!ended) co_return weir::fail(ended.error());
    co_return weir::result<void>();
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view text = argc == 2 ? argv[1] : "";
    std::uint16_t port = 0;
    if (std::from_chars(text.begin(), text.end(), port).ec != std::errc()) {
        std::fprintf(stderr, "usage: %s PORT\n", argv[0]);
        return 2;
    }
    const auto served =
        weir::run([port] [[clang::coro_wrapper]] { return serve(port); }, {.shards = 1});
    if (served) return 0;
    std::fprintf(stderr, "weir_hello: %s\n", served.error().message().c_str());
    return 1;
}
