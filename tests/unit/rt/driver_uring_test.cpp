// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "unit/rt/driver_fixture.hpp"

#include <weir/coro/loop_context.hpp>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <deque>
#include <optional>

// What only the io_uring driver has: a lease ring, queues that fill up, names of operations that
// the kernel knows, pipes that it writes to.

namespace weir::test {
namespace {

using testing::Each;
using testing::Field;
using testing::UnorderedElementsAre;

class driver_uring : public driver_fixture {
protected:
    /// A descriptor that is always ready to read, or never.
    detail::io_entry* event(bool ready) { return adopt(eventfd(ready ? 1 : 0, EFD_CLOEXEC)); }

    [[nodiscard]] bool turn_until_idle() {
        return turn_until([this] { return io->pending() == 0; });
    }
};

std::vector<driver_case> uring_if_possible() {
    std::vector<driver_case> drivers = drivers_to_test();
    std::erase_if(drivers,
                  [](const driver_case& c) { return c.name != std::string_view("uring"); });
    return drivers;
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(driver_uring);
INSTANTIATE_TEST_SUITE_P(only, driver_uring, testing::ValuesIn(uring_if_possible()), name_of);

// Leases.

TEST_P(driver_uring, a_receive_never_fails_for_want_of_a_buffer) {
    open({.lease_count = 2, .lease_size = 64});
    std::vector<recorded*> ops;
    for (int i = 0; i < 5; ++i) {
        const auto [ours, peer] = socket_pair();
        write_all(peer, "hello");
        ops.push_back(&start(recv(ours)));
        ops.back()->hold_leases = true;
    }
    ASSERT_TRUE(finish(ops));
    for (recorded* op : ops) EXPECT_EQ(op->bytes, "hello");
    EXPECT_EQ(io->counters().lease_misses, 3U);

    for (recorded* op : ops) op->leases.clear();  // all are back: the pool serves again
    for (int i = 0; i < 10; ++i) {
        const auto [ours, peer] = socket_pair();
        write_all(peer, "again");
        EXPECT_EQ(perform(recv(ours)), 5);
    }
    EXPECT_EQ(io->counters().lease_misses, 3U);
}

TEST_P(driver_uring, a_receive_without_buffers_is_never_larger_than_asked_for) {
    open({.lease_count = 0, .lease_size = 64});
    const auto [ours, peer] = socket_pair();
    write_all(peer, std::string(300, 'x'));
    EXPECT_EQ(perform(recv(ours)), 64);
    EXPECT_EQ(perform(recv(ours, nullptr, 10)), 10);
    EXPECT_EQ(perform(recv(ours, nullptr, 1000)), 64);
}

TEST_P(driver_uring, an_idle_receive_holds_no_buffer) {
    open({.lease_count = 1, .lease_size = 64});
    std::vector<recorded*> ops;
    std::vector<int> remote;
    for (int i = 0; i < 100; ++i) {
        const auto [ours, peer] = socket_pair();
        remote.push_back(peer);
        ops.push_back(&start(recv(ours)));
    }
    settle();
    for (const std::size_t i : {99U, 50U, 0U}) {
        write_all(remote[i], "data");
        ASSERT_TRUE(finish(*ops[i]));
    }
    EXPECT_EQ(io->counters().lease_misses, 0U);
}

TEST_P(driver_uring, an_idle_receive_that_found_no_buffer_takes_one_later) {
    open({.lease_count = 1, .lease_size = 64});
    const auto [ours, peer] = socket_pair();
    const auto [idle, idle_peer] = socket_pair();
    recorded& holder = make(recv(ours));
    holder.hold_leases = true;
    write_all(peer, "data");
    perform(holder);

    recorded& op = start(recv(idle));
    settle();
    EXPECT_FALSE(op.ended);
    EXPECT_EQ(io->counters().lease_misses, 1U);
    holder.leases.clear();
    write_all(idle_peer, "late");
    ASSERT_TRUE(finish(op));
    EXPECT_EQ(op.bytes, "late");
}

TEST_P(driver_uring, leases_may_outlive_it) {
    const auto [ours, peer] = socket_pair();
    recorded& op = make(recv(ours));
    op.hold_leases = true;
    write_all(peer, "kept");
    perform(op);
    io.reset();
    EXPECT_EQ(op.leases.front().view(), "kept");
    op.leases.clear();
}

// Full queues.

TEST_P(driver_uring, takes_five_thousand_operations_in_one_turn) {
    for (const unsigned entries : {4U, 64U, 1024U}) {
        open({.ring_entries = entries});
        detail::io_entry* ready = event(true);
        std::vector<recorded*> ops;
        for (int i = 0; i < 5000; ++i) ops.push_back(&start(poll_for(ready, POLLIN)));
        ASSERT_TRUE(turn_until_idle());
        EXPECT_THAT(ops, Each(Field(&recorded::results, std::vector{POLLIN})));
        EXPECT_EQ(io->counters().completed, 5000U);
    }
}

TEST_P(driver_uring, cancels_five_thousand_operations_in_one_turn) {
    for (const unsigned entries : {4U, 1024U}) {
        open({.ring_entries = entries});
        detail::io_entry* quiet = event(false);
        std::vector<recorded*> ops;
        for (int i = 0; i < 5000; ++i) ops.push_back(&start(poll_for(quiet, POLLIN)));
        settle();
        EXPECT_EQ(io->pending(), 5000U);
        for (recorded* op : ops) io->cancel(*op);
        EXPECT_THAT(ops, Each(Field(&recorded::ended, false))) << "delivered inside of cancel";
        ASSERT_TRUE(turn_until_idle());
        EXPECT_THAT(ops, Each(Field(&recorded::results, std::vector{-ECANCELED})));
    }
}

TEST_P(driver_uring, an_overflow_of_completions_does_not_end_a_repeated_accept) {
    open({.ring_entries = 4});
    const int listener = listening_socket();
    for (int i = 0; i < 100; ++i) connected_to(listener);
    recorded& op =
        start({.kind = io_kind::accept, .repeat = true, .entry = adopt(::dup(listener))});
    ASSERT_TRUE(turn_until([&] { return op.results.size() == 100; }));
    EXPECT_FALSE(op.ended);
    io->cancel(op);
    ASSERT_TRUE(finish(op));
    EXPECT_EQ(op.last(), -ECANCELED);
    op.results.pop_back();
    for (const int fd : op.results) keep(fd);
}

// Names.

TEST_P(driver_uring, a_cancel_does_not_hit_the_next_operation_at_the_same_address) {
    const auto [ours, peer] = socket_pair();
    detail::io_entry* ready = event(true);
    for (int i = 0; i < 500; ++i) {
        std::optional<recorded> slot(std::in_place, poll_for(ready, POLLIN));
        slot->then = [&, entry = ours](recorded&) {
            slot.emplace(recv(entry));
            io->start(*slot);
        };
        // The one cancels the other when that is done, but its completion has not been seen.
        recorded& other = start(poll_for(ready, POLLIN));
        other.then = [&](recorded&) { io->cancel(*slot); };
        io->start(*slot);
        ASSERT_TRUE(turn_until([&] { return slot->request.kind == io_kind::recv; }));
        settle();
        ASSERT_FALSE(slot->ended);
        write_all(peer, "x");
        ASSERT_TRUE(finish(*slot));
        ASSERT_EQ(slot->last(), 1);
    }
}

// Pipes.

// A receive that polls first and finds its socket ready is on its way to a second attempt, where no
// cancel finds it; if another receive took the bytes meanwhile, it would wait for ever.
TEST_P(driver_uring, a_cancel_that_misses_is_repeated) {
    const peers p = socket_pair();
    write_all(p.peer, "x");
    EXPECT_EQ(perform(recv(p.ours)), 1);  // and the socket is known to be empty
    write_all(p.peer, "y");
    recorded& first = start(recv(p.ours));
    recorded& second = start(recv(p.ours));
    io->cancel(second);
    EXPECT_TRUE(finish(first));
    EXPECT_TRUE(finish(second));
    EXPECT_EQ(first.results, std::vector{1});
    EXPECT_EQ(second.results, std::vector{-ECANCELED});
}

TEST_P(driver_uring, a_read_of_a_non_blocking_pipe_waits) {
    std::array<int, 2> fds{};
    ASSERT_EQ(pipe2(fds.data(), O_CLOEXEC | O_NONBLOCK), 0);
    keep(fds[1]);
    std::array<char, 8> into{};
    recorded& op = start(at_position(io_kind::read_at, adopt(fds[0]), into.data(), into.size()));
    settle();
    EXPECT_FALSE(op.ended);
    write_all(fds[1], "late");
    ASSERT_TRUE(finish(op));
    EXPECT_EQ(op.last(), 4);
}

TEST_P(driver_uring, a_write_to_a_full_pipe_waits_and_can_be_canceled) {
    for (const int flags : {0, O_NONBLOCK}) {
        std::array<int, 2> fds{};
        ASSERT_EQ(pipe2(fds.data(), O_CLOEXEC | flags), 0);
        ASSERT_EQ(fcntl(keep(fds[0]), F_SETPIPE_SZ, 4096), 4096);
        std::array<char, 4096> bytes{};
        const io_request request =
            at_position(io_kind::write_at, adopt(fds[1]), bytes.data(), bytes.size());
        const std::array ops{&start(request), &start(request), &start(request)};
        ASSERT_TRUE(turn_until([&] { return io->pending() == 2; }));
        settle();
        EXPECT_EQ(io->pending(), 2U);
        std::array<char, 4096> into{};
        ASSERT_EQ(::read(fds[0], into.data(), into.size()), 4096);
        ASSERT_TRUE(turn_until([&] { return io->pending() == 1; }));
        for (recorded* op : ops)
            if (!op->ended) io->cancel(*op);
        ASSERT_TRUE(turn_until_idle());
        EXPECT_THAT((std::array{ops[0]->last(), ops[1]->last(), ops[2]->last()}),
                    UnorderedElementsAre(4096, 4096, -ECANCELED));
    }
}

TEST_P(driver_uring, a_write_to_a_broken_pipe_or_socket_raises_no_signal) {
    std::array<int, 2> fds{};
    ASSERT_EQ(pipe2(fds.data(), O_CLOEXEC), 0);
    ::close(fds[0]);
    const auto [socket, peer] = socket_pair();
    drop(peer);
    std::array<char, 1> byte{};
    for (detail::io_entry* entry : {adopt(fds[1]), socket})
        EXPECT_EQ(perform(at_position(io_kind::write_at, entry, byte.data(), 1)), -EPIPE);
}

// The end.

TEST_P(driver_uring, its_end_cancels_what_is_pending_and_closes_descriptors) {
    for (const unsigned entries : {4U, 256U}) {
        open({.ring_entries = entries});
        const auto [ours, peer] = socket_pair();
        detail::io_entry* quiet = event(false);
        const std::array fds{ours->fd, quiet->fd};
        std::vector<recorded*> ops;
        for (int i = 0; i < 100; ++i) {
            ops.push_back(&start(recv(ours)));
            ops.push_back(&start(poll_for(quiet, POLLIN, true)));
            if (i == 50) turn();
        }
        io.reset();
        EXPECT_THAT(ops, Each(Field(&recorded::results, std::vector{-ECANCELED})));
        for (const int fd : fds) EXPECT_EQ(fcntl(fd, F_GETFD), -1);
    }
}

TEST_P(driver_uring, its_end_refuses_what_completions_still_begin) {
    detail::io_entry* quiet = event(false);
    recorded& second = make(poll_for(quiet, POLLIN));
    recorded& first = start(poll_for(quiet, POLLIN));
    turn();
    detail::driver* ending = io.release();
    first.then = [&](recorded&) { ending->start(second); };
    delete ending;
    EXPECT_EQ(first.last(), -ECANCELED);
    EXPECT_EQ(second.last(), -ECANCELED);
}

}  // namespace
}  // namespace weir::test
