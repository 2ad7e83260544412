// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

/// An echo server: sends back what it receives. Ctrl-C ends it.
///
///     example_echo                     listens on 127.0.0.1:7777
///     example_echo '[::1]:9000'        or where you say
///     example_echo unix:/tmp/echo
///     nc 127.0.0.1 7777

#include <weir/coro.hpp>
#include <weir/net.hpp>
#include <weir/rt/runtime.hpp>
#include <weir/rt/signals.hpp>

#include <csignal>
#include <cstdio>

using namespace std::chrono_literals;

namespace {

/// One client: until it finishes, fails, or says nothing for a minute.
weir::task<void> echo(weir::socket_stream stream) {
    for (;;) {
        auto data = co_await weir::with_timeout(60s, stream.recv());
        if (!data) break;
        if (!co_await stream.write(data->bytes())) break;
    }
}

/// Every connection is a child of the scope, which is left only when all of them have ended.
weir::task<weir::result<void>> serve(weir::listener& listener) {
    co_return co_await weir::with_scope(
        [&](weir::scope& connections) -> weir::task<weir::result<void>> {
            for (;;) {
                weir::accepted next = co_await weir::ok(listener.accept());
                connections.spawn("connection", echo, std::move(next.stream));
            }
        });
}

weir::task<weir::result<void>> echo_server(weir::address at) {
    auto listener = co_await weir::ok(weir::listener::listen(at));
    auto signals = co_await weir::ok(weir::signal_set::watch({SIGINT, SIGTERM}));
    std::printf("listening on %s\n", listener.local_address().to_string().c_str());
    std::fflush(stdout);

    // Whichever ends first stops the other: a signal, or a listener that fails.
    co_await weir::ok(weir::when_any(signals.next(), serve(listener)));
    std::puts("stopped");
    co_return {};
}

}  // namespace

int main(int argc, char** argv) {
    const char* text = argc > 1 ? argv[1] : "127.0.0.1:7777";
    const auto at = weir::address::parse(text);
    if (!at) {
        std::fprintf(stderr, "%s: %s\n", text, at.error().message().c_str());
        return 2;
    }
    // The lambda keeps the address while the task runs.
    const auto done =
        weir::run([&]() -> weir::task<weir::result<void>> { co_return co_await echo_server(*at); },
                  {.shards = 1});
    if (!done) std::fprintf(stderr, "%s: %s\n", text, done.error().message().c_str());
    return done ? 0 : 1;
}
