// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "io_test.hpp"

#include <weir/net/stream_options.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace weir {
namespace {

using test::make_pair;
using test::run_io;
using namespace std::chrono_literals;

int option(const socket_stream& s, int level, int name) {
    int value = -1;
    socklen_t size = sizeof value;
    EXPECT_EQ(::getsockopt(s.native(), level, name, &value, &size), 0);
    return value;
}

TEST(stream_options, small_writes_go_at_once_by_default) {
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(make_pair());
        EXPECT_EQ(option(pair.client, IPPROTO_TCP, TCP_NODELAY), 1);
        EXPECT_EQ(option(pair.server, IPPROTO_TCP, TCP_NODELAY), 1);
        EXPECT_EQ(option(pair.server, SOL_SOCKET, SO_KEEPALIVE), 0);
        co_return {};
    });
}

TEST(stream_options, reach_both_connecting_and_accepted_sockets) {
    run_io([]() -> task<result<void>> {
        const stream_options wanted{
            .no_delay = false,
            .keep_alive = keep_alive{.idle = 31s, .interval = 7s, .probes = 4},
            .send_buffer = 20'000,
            .receive_buffer = 30'000};
        auto pair = co_await ok(make_pair(wanted));
        for (const socket_stream* s : {&pair.client, &pair.server}) {
            EXPECT_EQ(option(*s, IPPROTO_TCP, TCP_NODELAY), 0);
            EXPECT_EQ(option(*s, SOL_SOCKET, SO_KEEPALIVE), 1);
            EXPECT_EQ(option(*s, IPPROTO_TCP, TCP_KEEPIDLE), 31);
            EXPECT_EQ(option(*s, IPPROTO_TCP, TCP_KEEPINTVL), 7);
            EXPECT_EQ(option(*s, IPPROTO_TCP, TCP_KEEPCNT), 4);
            // The kernel doubles what it is asked for, for its own book-keeping.
            EXPECT_EQ(option(*s, SOL_SOCKET, SO_SNDBUF), 40'000);
            EXPECT_EQ(option(*s, SOL_SOCKET, SO_RCVBUF), 60'000);
        }
        co_return {};
    });
}

}  // namespace
}  // namespace weir
