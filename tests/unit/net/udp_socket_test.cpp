// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "io_test.hpp"

#include <weir/net/udp_socket.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace weir {
namespace {

using test::patience;
using test::run_io;
using test::text_of;
using namespace std::chrono_literals;

task<result<udp_socket>> on_loopback(udp_options options = {}) {
    co_return udp_socket::bind(address::loopback(0), options);
}

task<result<void>> echoes(udp_socket& server) {
    udp_socket client = co_await ok(udp_socket::connect(server.local_address()));
    co_await ok(client.send(as_bytes("hello")));
    const datagram asked = co_await ok(with_timeout(patience, server.recv()));
    EXPECT_EQ(asked.from, client.local_address());
    EXPECT_FALSE(asked.truncated);
    co_await ok(server.send_to(asked.data.bytes(), asked.from));
    const datagram answer = co_await ok(with_timeout(patience, client.recv()));
    EXPECT_EQ(answer.data.view(), "hello");
    EXPECT_EQ(answer.from, server.local_address());
    EXPECT_EQ(client.peer_address(), server.local_address());
    co_return {};
}

TEST(udp_socket, echoes_over_ipv4) {
    run_io([]() -> task<result<void>> {
        udp_socket server = co_await ok(on_loopback());
        co_return co_await echoes(server);
    });
}

TEST(udp_socket, echoes_over_ipv6) {
    run_io([]() -> task<result<void>> {
        auto server = udp_socket::bind(address::ip("::1", 0).value(), {.v6_only = true});
        if (!server) co_return {};  // no IPv6 here
        co_return co_await echoes(*server);
    });
}

TEST(udp_socket, refuses_what_is_no_ip_and_a_port_in_use) {
    run_io([]() -> task<result<void>> {
        EXPECT_EQ(udp_socket::bind(address()).error(), errc::bad_argument);
        EXPECT_EQ(udp_socket::connect(address::unix_path("/x").value()).error(),
                  errc::bad_argument);
        EXPECT_EQ(udp_socket::bind(address::loopback(0), {.datagram_size = 0}).error(),
                  errc::bad_argument);
        udp_socket s = co_await ok(on_loopback());
        EXPECT_EQ(udp_socket::bind(s.local_address()).error(), std::errc::address_in_use);
        co_return {};
    });
}

TEST(udp_socket, shares_a_port_when_asked_to) {
    run_io([]() -> task<result<void>> {
        const udp_options shared{.reuse_port = true};
        udp_socket a = co_await ok(on_loopback(shared));
        udp_socket b = co_await ok(udp_socket::bind(a.local_address(), shared));
        EXPECT_EQ(a.local_address(), b.local_address());
        co_return {};
    });
}

TEST(udp_socket, an_empty_datagram_is_no_end) {
    run_io([]() -> task<result<void>> {
        udp_socket s = co_await ok(on_loopback());
        co_await ok(s.send_to({}, s.local_address()));
        co_await ok(s.send_to(as_bytes("x"), s.local_address()));
        const datagram empty = co_await ok(with_timeout(patience, s.recv()));
        EXPECT_TRUE(empty.data.empty());
        EXPECT_EQ(empty.from, s.local_address());
        EXPECT_EQ((co_await ok(with_timeout(patience, s.recv()))).data.view(), "x");
        co_return {};
    });
}

TEST(udp_socket, says_that_a_long_datagram_was_cut) {
    run_io([]() -> task<result<void>> {
        udp_socket s = co_await ok(on_loopback({.datagram_size = 4}));
        for (const char* text : {"12345", "1234", "12345"})
            co_await ok(s.send_to(as_bytes(text), s.local_address()));
        const datagram cut = co_await ok(with_timeout(patience, s.recv()));
        EXPECT_EQ(cut.data.view(), "1234");
        EXPECT_TRUE(cut.truncated);
        EXPECT_FALSE((co_await ok(with_timeout(patience, s.recv()))).truncated);
        datagram_batch batch(1, 4);
        co_await ok(with_timeout(patience, s.recv_batch(batch)));
        EXPECT_EQ(text_of(batch[0].bytes), "1234");
        EXPECT_TRUE(batch[0].truncated);
        co_return {};
    });
}

TEST(udp_socket, sends_and_receives_by_the_batch) {
    run_io([]() -> task<result<void>> {
        udp_socket from = co_await ok(on_loopback());
        udp_socket to = co_await ok(on_loopback());
        std::vector<std::string> texts;
        for (int i = 0; i < 100; ++i) texts.push_back(std::to_string(i));
        std::vector<outgoing_datagram> out;
        for (const std::string& text : texts) out.push_back({as_bytes(text), to.local_address()});
        EXPECT_EQ(co_await ok(from.send_batch(out)), 100U);
        datagram_batch batch(64, 100);
        EXPECT_EQ(co_await ok(with_timeout(patience, to.recv_batch(batch))), 64U);
        EXPECT_EQ(text_of(batch[63].bytes), "63");
        EXPECT_EQ(batch[63].from, from.local_address());
        EXPECT_EQ(co_await ok(with_timeout(patience, to.recv_batch(batch))), 36U);
        EXPECT_EQ(text_of(batch[35].bytes), "99");
        co_return {};
    });
}

TEST(udp_socket, a_batch_stops_at_the_one_that_fails) {
    run_io([]() -> task<result<void>> {
        udp_socket s = co_await ok(on_loopback());
        const std::string huge(udp_socket::max_datagram + 1, 'x');
        const std::array<outgoing_datagram, 2> out{
            {{as_bytes("fits"), s.local_address()}, {as_bytes(huge), s.local_address()}}};
        EXPECT_EQ(co_await ok(s.send_batch(out)), 1U);
        const auto rest = co_await s.send_batch(std::span(out).subspan(1));
        EXPECT_EQ(rest.error(), std::errc::message_size);
        EXPECT_EQ((co_await s.send_to(as_bytes(huge), s.local_address())).error(),
                  std::errc::message_size);
        EXPECT_EQ((co_await s.send(as_bytes("x"))).error(),
                  std::errc::destination_address_required);
        co_return {};
    });
}

/// Sends `size` bytes and checks that they arrive, in segments.
task<result<void>> arrives_in_segments(udp_socket& from, std::size_t size, std::size_t segment) {
    udp_socket to = co_await ok(on_loopback({.receive_buffer = 4 << 20}));
    std::string all(size, '\0');
    for (std::size_t i = 0; i < size; ++i) all[i] = static_cast<char>(i / 7);
    const std::size_t count = (size + segment - 1) / segment;
    const auto sent = co_await ok(from.send_segments(as_bytes(all), segment, to.local_address()));
    EXPECT_EQ(sent, count);
    std::string got;
    for (std::size_t i = 0; i < count; ++i) {
        const datagram one = co_await ok(with_timeout(patience, to.recv()));
        EXPECT_EQ(one.data.size(), std::min(segment, size - got.size()));
        got += one.data.view();
    }
    EXPECT_TRUE(got == all);
    co_return {};
}

task<result<void>> sends_segments(bool offload) {
    udp_socket s = co_await ok(on_loopback({.segmentation_offload = offload}));
    EXPECT_TRUE(offload || !s.offloads_segments());
    const bool before = s.offloads_segments();
    co_await ok(arrives_in_segments(s, 10'050, 1000));  // the last one is short
    co_await ok(arrives_in_segments(s, 500, 1000));     // not even one
    co_await ok(arrives_in_segments(s, 12'800, 100));   // more than 64
    co_await ok(arrives_in_segments(s, 80'000, 1400));  // more than one message holds
    EXPECT_EQ(s.offloads_segments(), before) << "nothing made it give up";
    EXPECT_EQ(co_await ok(s.send_segments({}, 1, s.local_address())), 0U);
    EXPECT_EQ((co_await s.send_segments(as_bytes("x"), 0)).error(), errc::bad_argument);
    EXPECT_EQ((co_await s.send_segments(as_bytes("x"), 65508)).error(), errc::bad_argument);
    co_return {};
}

TEST(udp_socket, sends_segments) {
    run_io([]() -> task<result<void>> { co_return co_await sends_segments(true); });
}

TEST(udp_socket, sends_segments_where_the_kernel_cannot_cut) {
    run_io([]() -> task<result<void>> { co_return co_await sends_segments(false); });
}

TEST(udp_socket, sends_segments_when_the_kernel_refuses_to_cut) {
    run_io([]() -> task<result<void>> {
        udp_socket s = co_await ok(on_loopback());
        // Whoever sends without checksums gets EINVAL for it.
        const int on = 1;
        EXPECT_EQ(::setsockopt(s.native(), SOL_SOCKET, SO_NO_CHECK, &on, sizeof on), 0);
        co_return co_await arrives_in_segments(s, 10'050, 1000);
    });
}

TEST(udp_socket, a_connected_socket_hears_that_nobody_is_there) {
    run_io([]() -> task<result<void>> {
        udp_socket gone = co_await ok(on_loopback());
        udp_socket s = co_await ok(udp_socket::connect(gone.local_address()));
        gone.close();
        co_await ok(sleep_for(1ms));
        co_await ok(s.send(as_bytes("x")));
        EXPECT_EQ((co_await with_timeout(patience, s.recv())).error(),
                  std::errc::connection_refused);
        EXPECT_TRUE(s.is_open());
        co_return {};
    });
}

TEST(udp_socket, a_receive_that_waits_loses_nothing_when_stopped) {
    run_io([]() -> task<result<void>> {
        udp_socket s = co_await ok(on_loopback());
        datagram_batch batch(2, 100);
        EXPECT_EQ((co_await with_timeout(5ms, s.recv())).error(), errc::timed_out);
        EXPECT_EQ((co_await with_timeout(5ms, s.recv_batch(batch))).error(), errc::timed_out);
        std::error_code error;
        co_await ok(with_scope([&](scope& inner) -> task<result<void>> {
            inner.spawn("receiver", [&]() -> task<void> { error = (co_await s.recv()).error(); });
            co_await ok(sleep_for(5ms));
            inner.request_stop();
            co_return {};
        }));
        EXPECT_EQ(error, errc::canceled);
        co_await ok(s.send_to(as_bytes("late"), s.local_address()));
        EXPECT_EQ((co_await ok(with_timeout(patience, s.recv()))).data.view(), "late");
        co_return {};
    });
}

TEST(udp_socket, a_task_stopped_before_leaves_the_datagram_where_it_is) {
    run_io([]() -> task<result<void>> {
        udp_socket s = co_await ok(on_loopback());
        co_await ok(s.send_to(as_bytes("x"), s.local_address()));
        std::error_code error;
        co_await ok(with_scope([&](scope& inner) -> task<result<void>> {
            inner.request_stop();
            inner.spawn("receiver", [&]() -> task<void> { error = (co_await s.recv()).error(); });
            co_return {};
        }));
        EXPECT_EQ(error, errc::canceled);
        EXPECT_EQ((co_await ok(with_timeout(patience, s.recv()))).data.view(), "x");
        co_return {};
    });
}

TEST(udp_socket, close_ends_a_receive) {
    run_io([]() -> task<result<void>> {
        udp_socket s = co_await ok(on_loopback());
        auto [error, closed] = co_await when_all(
            [](udp_socket& from) -> task<std::error_code> {
                co_return (co_await from.recv()).error();
            }(s),
            [](udp_socket& from) -> task<void> {
                static_cast<void>(co_await sleep_for(5ms));
                from.close();
            }(s));
        EXPECT_EQ(error, errc::closed);
        EXPECT_EQ((co_await s.recv()).error(), errc::closed);
        EXPECT_EQ((co_await s.send(as_bytes("x"))).error(), errc::closed);
        EXPECT_EQ(s.native(), -1);
        co_return {};
    });
}

TEST(udp_socket, two_receivers_are_fatal) {
    testing::GTEST_FLAG(death_test_style) = "threadsafe";
    EXPECT_DEATH(run_io([]() -> task<result<void>> {
                     udp_socket s = co_await ok(on_loopback());
                     co_await ok(when_all(s.recv(), s.recv()));
                     co_return {};
                 }),
                 "two tasks receive from one socket");
}

}  // namespace
}  // namespace weir
