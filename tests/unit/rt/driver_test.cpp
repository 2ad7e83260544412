// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "unit/rt/driver_fixture.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <string>

namespace weir::test {
namespace {

using testing::ElementsAre;

class driver : public driver_fixture {};

INSTANTIATE_TEST_SUITE_P(each, driver, testing::ValuesIn(drivers_to_test()), name_of);

TEST_P(driver, has_the_name_that_selects_it) {
    EXPECT_STREQ(io->name(), GetParam().name);
}

// Receiving

TEST_P(driver, receive_takes_what_is_there) {
    auto [ours, peer] = tcp_pair();
    write_all(peer, "hello");
    std::array<char, 64> into{};
    ASSERT_EQ(perform(recv(ours, into.data(), into.size())), 5);
    EXPECT_EQ(std::string_view(into.data(), 5), "hello");
}

TEST_P(driver, receive_waits_for_bytes) {
    auto [ours, peer] = tcp_pair();
    std::array<char, 64> into{};
    recorded& op = start(recv(ours, into.data(), into.size()));
    settle();
    EXPECT_TRUE(op.results.empty());
    EXPECT_EQ(io->pending(), 1U);
    write_all(peer, "later");
    ASSERT_TRUE(finish(op));
    EXPECT_THAT(op.results, ElementsAre(5));
    EXPECT_EQ(std::string_view(into.data(), 5), "later");
    EXPECT_EQ(io->pending(), 0U);
}

TEST_P(driver, receive_goes_on_after_a_short_read) {
    auto [ours, peer] = tcp_pair();
    for (const std::string text : {"one", "two", "three"}) {
        recorded& op = make(recv(ours));
        io->start(op);
        settle();
        write_all(peer, text);
        ASSERT_TRUE(finish(op));
        EXPECT_EQ(op.bytes, text);
        io_completion done;
        EXPECT_FALSE(io->try_now(make(recv(ours)), done));
    }
}

TEST_P(driver, receive_gives_zero_when_the_peer_closed) {
    auto [ours, peer] = tcp_pair();
    write_all(peer, "last words");
    drop(peer);
    recorded& words = make(recv(ours));
    EXPECT_EQ(perform(words), 10);
    EXPECT_EQ(words.bytes, "last words");
    EXPECT_EQ(perform(recv(ours)), 0);
    EXPECT_EQ(perform(recv(ours)), 0) << "and stays that way";
}

TEST_P(driver, receive_sees_a_close_that_follows_bytes_while_it_waits) {
    auto [ours, peer] = tcp_pair();
    recorded& words = start(recv(ours));
    settle();
    write_all(peer, "last words");
    drop(peer);
    ASSERT_TRUE(finish(words));
    EXPECT_EQ(words.bytes, "last words");
    EXPECT_EQ(perform(recv(ours)), 0);
}

TEST_P(driver, receive_leases_a_buffer) {
    auto [ours, peer] = socket_pair();
    write_all(peer, "early");
    recorded& early = make(recv(ours));
    EXPECT_EQ(perform(early), 5);
    EXPECT_EQ(early.bytes, "early");
    recorded& late = start(recv(ours));
    settle();
    write_all(peer, "late");
    ASSERT_TRUE(finish(late));
    EXPECT_EQ(late.bytes, "late");
}

TEST_P(driver, receive_in_leases_loses_no_byte_of_a_long_message) {
    open({.lease_count = 4, .lease_size = 512});
    auto [ours, peer] = tcp_pair();
    std::string sent;
    for (int i = 0; i < 5000; ++i) sent += std::to_string(i);
    write_all(peer, sent);
    drop(peer);
    std::string received;
    for (int last = 1; last > 0;) {
        recorded& op = make(recv(ours));
        last = perform(op);
        received += op.bytes;
    }
    EXPECT_EQ(received, sent);
}

TEST_P(driver, receive_works_when_all_buffers_are_lent) {
    open({.lease_count = 2, .lease_size = 4096});
    std::vector<recorded*> ops;
    for (int i = 0; i < 10; ++i) {
        auto [ours, peer] = socket_pair();
        ops.push_back(&make(recv(ours)));
        ops.back()->hold_leases = true;
        if (i % 2 == 0) io->start(*ops.back());
        write_all(peer, "message " + std::to_string(i));
        if (i % 2 == 1) perform(*ops.back());
    }
    ASSERT_TRUE(finish(ops));
    for (std::size_t i = 0; i < ops.size(); ++i) {
        EXPECT_EQ(ops[i]->bytes, "message " + std::to_string(i));
        ASSERT_EQ(ops[i]->leases.size(), 1U);
        EXPECT_EQ(ops[i]->leases[0].view(), ops[i]->bytes);
    }
    EXPECT_GE(io->counters().lease_misses, 8U);
}

TEST_P(driver, many_receives_wait_side_by_side) {
    std::vector<recorded*> ops;
    std::vector<int> far_ends;
    for (int i = 0; i < 300; ++i) {
        auto [ours, peer] = socket_pair();
        far_ends.push_back(peer);
        ops.push_back(&start(recv(ours)));
    }
    settle();
    for (std::size_t i = far_ends.size(); i-- > 0;) write_all(far_ends[i], std::to_string(i));
    ASSERT_TRUE(finish(ops));
    for (std::size_t i = 0; i < ops.size(); ++i) EXPECT_EQ(ops[i]->bytes, std::to_string(i));
}

TEST_P(driver, receives_of_one_socket_take_turns) {
    auto [ours, peer] = socket_pair();
    std::array<char, 2> into{};
    std::vector<recorded*> ops{&start(recv(ours, &into[0], 1)), &start(recv(ours, &into[1], 1))};
    settle();
    write_all(peer, "1");
    ASSERT_TRUE(turn_until([&] { return ops[0]->ended || ops[1]->ended; }));
    settle();
    EXPECT_NE(ops[0]->ended, ops[1]->ended);
    write_all(peer, "2");
    ASSERT_TRUE(finish(ops));
    EXPECT_THAT(into, testing::UnorderedElementsAre('1', '2'));
}

TEST_P(driver, receive_on_a_file_is_an_error) {
    EXPECT_EQ(perform(recv(adopt(::open("/proc/self/status", O_RDONLY | O_CLOEXEC)))), -ENOTSOCK);
}

TEST_P(driver, receive_does_not_overtake_those_that_wait) {
    auto [ours, peer] = socket_pair();
    recorded& waiting = start(recv(ours));
    write_all(peer, "first come");
    io_completion done;
    EXPECT_FALSE(io->try_now(make(recv(ours)), done));
    ASSERT_TRUE(finish(waiting));
    EXPECT_EQ(waiting.bytes, "first come");
}

TEST_P(driver, receive_after_a_peek_takes_what_was_seen) {
    auto [ours, peer] = tcp_pair();
    io_request peek = recv(ours);
    peek.flags = MSG_PEEK;
    recorded& seen = start(peek);
    settle();
    write_all(peer, "there");
    ASSERT_TRUE(finish(seen));
    EXPECT_EQ(seen.bytes, "there");
    recorded& taken = make(recv(ours));
    EXPECT_EQ(perform(taken), 5);
    EXPECT_EQ(taken.bytes, "there");
}

TEST_P(driver, datagrams_are_received_one_by_one) {
    auto [ours, peer] = socket_pair(SOCK_DGRAM);
    recorded& first = start(recv(ours));
    settle();
    for (const char* text : {"a", "bb", "ccc"}) write_all(peer, text);
    ASSERT_TRUE(finish(first));
    std::vector<recorded*> others{&start(recv(ours)), &start(recv(ours))};
    ASSERT_TRUE(finish(others));
    EXPECT_EQ(first.bytes, "a");
    EXPECT_THAT((std::array{others[0]->bytes, others[1]->bytes}),
                testing::UnorderedElementsAre("bb", "ccc"));
}

// Sending

TEST_P(driver, send_ends_at_once_when_there_is_room) {
    auto [ours, peer] = tcp_pair();
    EXPECT_EQ(perform(send(ours, "hello")), 5);
    EXPECT_EQ(read_some(peer), "hello");
}

TEST_P(driver, send_to_a_full_socket_waits_for_room) {
    for (auto [ours, peer] : {tcp_pair(), socket_pair()}) {
        fill(ours->fd);
        recorded& op = start(send(ours, "more"));
        settle();
        EXPECT_FALSE(op.ended);
        ASSERT_TRUE(turn_until([&, far = peer] {
            empty(far);
            return op.ended;
        }));
        EXPECT_EQ(op.last(), 4);
    }
}

TEST_P(driver, send_gathers) {
    auto [ours, peer] = tcp_pair();
    std::string a = "one ";
    std::string b = "two ";
    std::string c = "three";
    std::array<iovec, 3> parts{iovec{a.data(), a.size()}, iovec{b.data(), b.size()},
                               iovec{c.data(), c.size()}};
    EXPECT_EQ(perform({.kind = io_kind::sendv, .entry = ours, .data = parts.data(), .size = 3}),
              13);
    EXPECT_EQ(read_some(peer), "one two three");
}

volatile sig_atomic_t broken_pipes = 0;

TEST_P(driver, write_to_a_peer_that_is_gone_is_an_error_without_a_signal) {
    struct sigaction counting{};
    struct sigaction before{};
    counting.sa_handler = [](int) { broken_pipes = broken_pipes + 1; };
    broken_pipes = 0;
    ::sigaction(SIGPIPE, &counting, &before);
    auto [ours, peer] = socket_pair();
    drop(peer);
    EXPECT_EQ(perform(send(ours, "x")), -EPIPE);
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    ::close(ends[0]);
    char byte = 'x';
    EXPECT_EQ(perform(at_position(io_kind::write_at, adopt(ends[1]), &byte, 1)), -EPIPE);
    ::sigaction(SIGPIPE, &before, nullptr);
    EXPECT_EQ(broken_pipes, 0);
}

TEST_P(driver, pipes_are_read_and_written_at_the_current_position) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    detail::io_entry* out = adopt(ends[0]);
    detail::io_entry* in = adopt(ends[1]);
    std::array<char, 16> into{};
    recorded& waiting = start(at_position(io_kind::read_at, out, into.data(), into.size()));
    settle();
    EXPECT_FALSE(waiting.ended);
    std::string text = "through";
    EXPECT_EQ(perform(at_position(io_kind::write_at, in, text.data(), text.size())), 7);
    ASSERT_TRUE(finish(waiting));
    EXPECT_EQ(std::string_view(into.data(), 7), "through");
    EXPECT_EQ(waiting.last(), 7);
    recorded& end = start(at_position(io_kind::read_at, out, into.data(), into.size()));
    close(in);
    ASSERT_TRUE(finish(end));
    EXPECT_EQ(end.last(), 0);
}

// Connecting

TEST_P(driver, accept_takes_a_connection_that_waits_and_waits_for_one) {
    const int listener = listening_socket();
    detail::io_entry* accepting = adopt(::dup(listener));
    connected_to(listener);
    const int first = keep(perform({.kind = io_kind::accept, .entry = accepting}));
    EXPECT_NE(::fcntl(first, F_GETFD) & FD_CLOEXEC, 0);
    recorded& second = start({.kind = io_kind::accept, .entry = accepting});
    settle();
    EXPECT_FALSE(second.ended);
    connected_to(listener);
    ASSERT_TRUE(finish(second));
    EXPECT_TRUE(is_open(keep(second.last())));
}

TEST_P(driver, repeated_accept_takes_every_connection_until_it_is_cancelled) {
    const int listener = listening_socket();
    recorded& op = make({.kind = io_kind::accept, .repeat = true, .entry = adopt(::dup(listener))});
    op.then = [this](recorded& self) {
        if (self.last() >= 0) keep(self.last());
    };
    for (int i = 0; i < 100; ++i) connected_to(listener);
    io->start(op);
    while (op.results.size() < 100) io->poll(deadline::never());
    for (int i = 0; i < 10; ++i) connected_to(listener);
    while (op.results.size() < 110) io->poll(deadline::never());
    EXPECT_FALSE(op.ended);
    io->cancel(op);
    EXPECT_EQ(op.results.size(), 110U) << "completed inside of cancel";
    ASSERT_TRUE(finish(op));
    EXPECT_EQ(op.last(), -ECANCELED);
}

TEST_P(driver, repeated_accept_ends_with_the_error_when_descriptors_run_out) {
    const int listener = listening_socket();
    const sockaddr_in address = address_of(listener);
    const int client = keep(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    detail::io_entry* accepting = adopt(::dup(listener));

    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    const int next = ::dup(client);
    ::close(next);
    const rlimit tight{.rlim_cur = static_cast<rlim_t>(next), .rlim_max = before.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &tight);
    recorded& op = start({.kind = io_kind::accept, .repeat = true, .entry = accepting});
    EXPECT_EQ(::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_TRUE(finish(op));
    ::setrlimit(RLIMIT_NOFILE, &before);

    EXPECT_THAT(op.results, ElementsAre(-EMFILE));
    EXPECT_GE(keep(perform({.kind = io_kind::accept, .entry = accepting})), 0)
        << "the connection still waits for the next accept";
}

TEST_P(driver, connect_succeeds) {
    const int listener = listening_socket();
    sockaddr_in address = address_of(listener);
    detail::io_entry* client = adopt(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ASSERT_EQ(
        perform(
            {.kind = io_kind::connect, .entry = client, .data = &address, .size = sizeof address}),
        0);
    const int server = keep(::accept(listener, nullptr, nullptr));
    EXPECT_EQ(perform(send(client, "hi")), 2);
    EXPECT_EQ(read_some(server), "hi");
}

TEST_P(driver, connect_started_without_a_try_succeeds_too) {
    sockaddr_in address = address_of(listening_socket());
    detail::io_entry* client = adopt(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    recorded& op = start(
        {.kind = io_kind::connect, .entry = client, .data = &address, .size = sizeof address});
    ASSERT_TRUE(finish(op));
    EXPECT_THAT(op.results, ElementsAre(0));
}

TEST_P(driver, connect_is_refused_by_a_closed_port) {
    const int listener = listening_socket();
    sockaddr_in address = address_of(listener);
    drop(listener);
    detail::io_entry* client = adopt(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(
        perform(
            {.kind = io_kind::connect, .entry = client, .data = &address, .size = sizeof address}),
        -ECONNREFUSED);
}

}  // namespace
}  // namespace weir::test
