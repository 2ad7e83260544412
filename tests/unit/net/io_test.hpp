// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the tests of sockets share: a runtime around a test's body, and connected pairs.

#include "support/scratch_directory.hpp"

#include <weir/coro.hpp>
#include <weir/net.hpp>
#include <weir/rt/runtime.hpp>

#include <string>
#include <utility>

namespace weir::test {

using namespace std::chrono_literals;

/// Longer than anything here takes, also under a sanitizer on a busy machine.
inline constexpr duration patience = 60s;

/// Runs `body`, a callable that returns `task<result<void>>`, and expects success.
template <class F>
void run_io(F body, unsigned shards = 1) {
    const result<void> outcome = weir::run(std::move(body), {.shards = shards});
    EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().message());
}

struct connected_pair {
    socket_stream client;
    socket_stream server;
};

inline task<result<connected_pair>> connect_to(listener& l, stream_options options = {}) {
    auto [client, server] =
        co_await ok(when_all(socket_stream::connect(l.local_address(), options), l.accept()));
    co_return connected_pair{std::move(client), std::move(server.stream)};
}

inline task<result<connected_pair>> make_pair(stream_options options = {}) {
    listener l = co_await ok(listener::listen(address::loopback(0), {.stream = options}));
    co_return co_await connect_to(l, options);
}

inline std::string text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace weir::test
