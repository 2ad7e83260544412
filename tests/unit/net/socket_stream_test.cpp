// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "io_test.hpp"

#include <weir/net/socket_stream.hpp>

#include <sys/socket.h>

namespace weir {
namespace {

using test::connect_to;
using test::connected_pair;
using test::make_pair;
using test::patience;
using test::run_io;
using test::scratch_directory;
using test::text_of;
using namespace std::chrono_literals;

/// Bytes that differ everywhere, so that a lost or doubled piece shows.
std::string pattern(std::size_t size) {
    std::string text(size, '\0');
    std::uint32_t state = 1;
    for (char& c : text) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    return text;
}

task<result<void>> echo(socket_stream s) {
    for (;;) {
        auto data = co_await s.recv();
        if (!data && data.error() == errc::eof) co_return co_await s.shutdown();
        if (!data) co_return fail(data.error());
        co_await ok(s.write(data->bytes()));
    }
}

task<result<std::string>> read_to_end(socket_stream& s) {
    std::string all;
    for (;;) {
        auto data = co_await s.recv();
        if (!data && data.error() == errc::eof) co_return all;
        if (!data) co_return fail(data.error());
        EXPECT_FALSE(data->empty());
        all += data->view();
    }
}

task<result<void>> write_and_finish(socket_stream& s, std::string_view text) {
    co_await ok(s.write(as_bytes(text)));
    co_return co_await s.shutdown();
}

task<result<void>> write_chain_and_finish(socket_stream& s, buffer_chain chain) {
    co_await ok(s.write(chain));
    EXPECT_TRUE(chain.empty());
    co_return co_await s.shutdown();
}

/// Writes until the peer, who does not read, has made the kernel's buffers run full.
task<result<void>> fill(socket_stream& s) {
    const std::string block(1 << 16, 'x');
    for (;;) co_await ok(s.write(as_bytes(block)));
}

task<result<void>> echoes_through(listener& l) {
    auto pair = co_await ok(connect_to(l));
    auto sent = pattern(100'000);
    auto [all, done, echoed] =
        co_await ok(when_all(read_to_end(pair.client), write_and_finish(pair.client, sent),
                             echo(std::move(pair.server))));
    EXPECT_EQ(all, sent);
    co_return {};
}

TEST(socket_stream, echoes_over_tcp) {
    run_io([]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0)));
        co_return co_await with_timeout(patience, echoes_through(l));
    });
}

TEST(socket_stream, echoes_over_ipv6) {
    run_io([]() -> task<result<void>> {
        auto l = listener::listen(address::ip("::1", 0).value());
        if (!l) co_return {};  // no IPv6 here
        co_return co_await with_timeout(patience, echoes_through(*l));
    });
}

TEST(socket_stream, echoes_over_a_unix_socket) {
    const scratch_directory scratch;
    run_io([&]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::unix_path(scratch / "s").value()));
        EXPECT_EQ(l.local_address().host(), scratch / "s");
        co_return co_await with_timeout(patience, echoes_through(l));
    });
}

TEST(socket_stream, echoes_over_an_abstract_unix_socket) {
    run_io([]() -> task<result<void>> {
        const std::string name = "@weir-test-" + std::to_string(::getpid());
        listener l = co_await ok(listener::listen(address::unix_path(name).value()));
        EXPECT_EQ(l.local_address().to_string(), "unix:" + name);
        co_return co_await with_timeout(patience, echoes_through(l));
    });
}

TEST(socket_stream, sends_what_takes_many_partial_writes) {
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(make_pair({.send_buffer = 8192, .receive_buffer = 8192}));
        const std::string sent = pattern(8 << 20);
        auto [all, done] = co_await ok(with_timeout(
            patience, when_all(read_to_end(pair.server), write_and_finish(pair.client, sent))));
        EXPECT_TRUE(all == sent);
        co_return {};
    });
}

TEST(socket_stream, sends_a_chain_of_many_pieces) {
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(make_pair({.send_buffer = 8192, .receive_buffer = 8192}));
        const std::string sent = pattern(1 << 20);
        buffer_chain chain;
        for (std::size_t i = 0, size = 1; i < sent.size(); i += size, size = size * 5 % 8191)
            chain.append(buffer::copy_of(std::string_view(sent).substr(i, size)));
        EXPECT_GT(chain.pieces(), 200U);
        auto [all, done] = co_await ok(with_timeout(
            patience, when_all(read_to_end(pair.server),
                               write_chain_and_finish(pair.client, std::move(chain)))));
        EXPECT_TRUE(all == sent);
        co_return {};
    });
}

TEST(socket_stream, reads_into_memory_of_the_caller) {
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(make_pair());
        co_await ok(pair.client.write(as_bytes("hello")));
        std::array<std::byte, 8> into;
        const std::size_t got = co_await ok(pair.server.read(into));
        EXPECT_EQ(text_of(std::span(into).first(got)), "hello");
        co_await ok(pair.client.write(as_bytes("12345678rest")));
        co_await ok(with_timeout(patience, pair.server.read_exact(into)));
        EXPECT_EQ(text_of(into), "12345678");
        EXPECT_EQ((co_await ok(pair.server.recv())).view(), "rest");
        co_return {};
    });
}

TEST(socket_stream, half_close_lets_the_other_direction_go_on) {
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(make_pair());
        co_await ok(pair.client.shutdown());
        EXPECT_EQ((co_await pair.server.recv()).error(), errc::eof);
        EXPECT_EQ((co_await pair.server.recv()).error(), errc::eof);
        EXPECT_EQ((co_await pair.client.write(as_bytes("x"))).error(), errc::closed);
        EXPECT_EQ((co_await pair.client.shutdown()).error(), errc::closed);
        co_await ok(pair.server.write(as_bytes("still here")));
        EXPECT_EQ((co_await ok(pair.client.recv())).view(), "still here");
        std::array<std::byte, 4> into;
        pair.server.close();
        EXPECT_EQ((co_await pair.client.read(into)).error(), errc::eof);
        co_return {};
    });
}

TEST(socket_stream, a_reset_is_an_error_and_no_end) {
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(make_pair());
        pair.server.reset();
        EXPECT_FALSE(pair.server.is_open());
        const auto got = co_await with_timeout(patience, pair.client.recv());
        EXPECT_EQ(got.error(), std::errc::connection_reset);
        co_return {};
    });
}

TEST(socket_stream, writing_to_a_peer_that_went_fails_and_stays_failed) {
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(make_pair());
        pair.server.reset();
        const auto failed = co_await with_timeout(patience, fill(pair.client));
        EXPECT_EQ(failed.error().category(), std::system_category());
        EXPECT_EQ((co_await pair.client.write(as_bytes("x"))).error(), failed.error());
        co_return {};
    });
}

TEST(socket_stream, connect_tells_that_nobody_listens) {
    run_io([]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0)));
        const address nobody = l.local_address();
        l.close();
        co_await ok(sleep_for(1ms));
        EXPECT_EQ((co_await socket_stream::connect(nobody)).error(), std::errc::connection_refused);
        EXPECT_EQ((co_await socket_stream::connect(address())).error(), errc::bad_argument);
        const auto missing = address::unix_path("/nonexistent/socket").value();
        EXPECT_EQ((co_await socket_stream::connect(missing)).error(),
                  std::errc::no_such_file_or_directory);
        co_return {};
    });
}

TEST(socket_stream, a_connect_that_hangs_obeys_its_deadline) {
    run_io([]() -> task<result<void>> {
        // A full backlog: the kernel drops further requests and the client keeps asking.
        listener l = co_await ok(listener::listen(address::loopback(0), {.backlog = 0}));
        std::vector<socket_stream> queued;
        std::error_code error;
        while (!error && queued.size() < 8) {
            auto next = co_await with_timeout(100ms, socket_stream::connect(l.local_address()));
            if (next)
                queued.push_back(std::move(*next));
            else
                error = next.error();
        }
        EXPECT_EQ(error, errc::timed_out);
        co_return {};
    });
}

TEST(socket_stream, a_timed_out_read_leaves_buffer_and_stream_intact) {
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(make_pair());
        std::string into(8, '?');
        const auto bytes = std::as_writable_bytes(std::span(into));
        EXPECT_EQ((co_await with_timeout(10ms, pair.server.read(bytes))).error(), errc::timed_out);
        EXPECT_EQ((co_await with_timeout(10ms, pair.server.recv())).error(), errc::timed_out);
        co_await ok(pair.client.write(as_bytes("late")));
        EXPECT_EQ((co_await ok(pair.server.recv())).view(), "late");
        EXPECT_EQ(into, "????????");
        co_return {};
    });
}

TEST(socket_stream, a_stopped_read_is_canceled_and_not_timed_out) {
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(make_pair());
        std::error_code error;
        co_await ok(with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("reader",
                    [&]() -> task<void> { error = (co_await pair.server.recv()).error(); });
            co_await ok(sleep_for(5ms));
            s.request_stop();
            co_return {};
        }));
        EXPECT_EQ(error, errc::canceled);
        co_await ok(pair.client.write(as_bytes("x")));
        EXPECT_EQ((co_await ok(pair.server.recv())).view(), "x");
        co_return {};
    });
}

TEST(socket_stream, a_stopped_write_leaves_the_stream_for_closing_only) {
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(make_pair({.send_buffer = 8192, .receive_buffer = 8192}));
        const std::string large(32 << 20, 'x');
        const auto stopped = co_await with_timeout(20ms, pair.client.write(as_bytes(large)));
        EXPECT_EQ(stopped.error(), errc::timed_out);
        EXPECT_EQ((co_await pair.client.write(as_bytes("x"))).error(), errc::timed_out);
        pair.client.close();
        const auto got = co_await ok(with_timeout(patience, read_to_end(pair.server)));
        EXPECT_LT(got.size(), large.size());
        co_return {};
    });
}

TEST(socket_stream, a_chain_that_was_stopped_keeps_what_was_not_sent) {
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(make_pair({.send_buffer = 8192, .receive_buffer = 8192}));
        buffer_chain chain;
        for (int i = 0; i < 512; ++i) chain.append(buffer::copy_of(std::string(1 << 16, 'x')));
        const std::size_t whole = chain.size();
        EXPECT_EQ((co_await with_timeout(20ms, pair.client.write(chain))).error(), errc::timed_out);
        pair.client.close();
        const auto got = co_await ok(with_timeout(patience, read_to_end(pair.server)));
        EXPECT_GE(got.size(), whole - chain.size());
        EXPECT_LT(chain.size(), whole);
        EXPECT_GT(chain.size(), 0U);
        co_return {};
    });
}

TEST(socket_stream, sends_at_once_what_the_system_takes_and_leaves_the_rest) {
    run_io([]() -> task<result<void>> {
        auto [near, far] = co_await ok(make_pair());
        const std::string all = pattern(20 << 20);
        buffer_chain chain;
        EXPECT_TRUE(near.try_write(chain)) << "there is nothing to send";
        chain.append(buffer::copy_of(all));
        EXPECT_FALSE(near.try_write(chain)) << "more than the kernel's buffers hold";
        const auto both =
            co_await ok(when_all(write_chain_and_finish(near, std::move(chain)), read_to_end(far)));
        EXPECT_TRUE(std::get<1>(both) == all) << "nothing was lost or doubled in between";
        near.close();
        chain.append_copy("x");
        EXPECT_FALSE(near.try_write(chain)) << "write tells the error";
        EXPECT_EQ((co_await near.write(chain)).error(), errc::closed);
        co_return {};
    });
}

TEST(socket_stream, close_ends_what_is_pending) {
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(make_pair({.send_buffer = 8192, .receive_buffer = 8192}));
        auto [read, wrote, closed] = co_await when_all(
            [](socket_stream& s) -> task<std::error_code> {
                co_return (co_await s.recv()).error();
            }(pair.server),
            [](socket_stream& s) -> task<std::error_code> {
                co_return (co_await fill(s)).error();
            }(pair.server),
            [](socket_stream& s) -> task<void> {
                static_cast<void>(co_await sleep_for(20ms));
                s.close();
            }(pair.server));
        EXPECT_EQ(read, errc::closed);
        EXPECT_EQ(wrote, errc::closed);
        EXPECT_EQ((co_await pair.server.recv()).error(), errc::closed);
        EXPECT_EQ((co_await pair.server.write(as_bytes("x"))).error(), errc::closed);
        EXPECT_EQ(pair.server.native(), -1);
        EXPECT_EQ(pair.server.peer(), "none");
        pair.server.close();
        co_return {};
    });
}

TEST(socket_stream, a_close_reaches_the_peer_without_any_other_event) {
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(make_pair());
        pair.server.close();
        EXPECT_EQ((co_await with_timeout(patience, pair.client.recv())).error(), errc::eof);
        co_return {};
    });
}

TEST(socket_stream, knows_both_ends) {
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(make_pair());
        EXPECT_EQ(pair.client.peer_address(), pair.server.local_address());
        EXPECT_EQ(pair.client.local(), pair.server.peer());
        EXPECT_EQ(pair.client.peer_address().host(), "127.0.0.1");
        co_return {};
    });
}

TEST(socket_stream, moves_while_nothing_is_pending) {
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(make_pair());
        co_await ok(pair.client.write(as_bytes("abc")));
        std::array<std::byte, 1> into;
        co_await ok(pair.server.read(into));
        pair.server.unread(buffer::copy_of("a"));
        socket_stream moved = std::move(pair.server);
        EXPECT_EQ((co_await ok(moved.recv())).view(), "a");
        EXPECT_EQ((co_await ok(moved.recv())).view(), "bc");
        co_return {};
    });
}

TEST(socket_stream, adopts_a_socket_from_elsewhere) {
    run_io([]() -> task<result<void>> {
        int ends[2];
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
        auto a = co_await ok(socket_stream::adopt(owned_descriptor(ends[0])));
        auto b = co_await ok(socket_stream::adopt(owned_descriptor(ends[1])));
        co_await ok(a.write(as_bytes("hi")));
        EXPECT_EQ((co_await ok(b.recv())).view(), "hi");
        EXPECT_EQ(a.peer(), "unix:");
        EXPECT_EQ(socket_stream::adopt(owned_descriptor()).error(), errc::bad_argument);
        co_return {};
    });
}

TEST(socket_stream, two_readers_are_fatal) {
    testing::GTEST_FLAG(death_test_style) = "threadsafe";
    EXPECT_DEATH(run_io([]() -> task<result<void>> {
                     auto pair = co_await ok(make_pair());
                     co_await ok(when_all(pair.server.recv(), pair.server.recv()));
                     co_return {};
                 }),
                 "two tasks read from one stream");
}

}  // namespace
}  // namespace weir
