// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "unit/rt/driver_fixture.hpp"

#include <gmock/gmock.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <thread>
#include <utility>

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using testing::AnyOf;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

/// How readiness is told, operations end early and the loop waits, and what completion functions
/// may do.
class driver_control : public driver_fixture {};

INSTANTIATE_TEST_SUITE_P(each, driver_control, testing::ValuesIn(drivers_to_test()), name_of);

// Readiness

TEST_P(driver_control, poll_tells_the_events) {
    auto [ours, peer] = socket_pair();
    EXPECT_EQ(perform(poll_for(ours, POLLOUT)), POLLOUT);
    recorded& op = start(poll_for(ours, POLLIN));
    settle();
    EXPECT_FALSE(op.ended);
    write_all(peer, "x");
    ASSERT_TRUE(finish(op));
    EXPECT_THAT(op.results, ElementsAre(POLLIN));
    EXPECT_EQ(perform(poll_for(ours, POLLIN)), POLLIN) << "nobody has read it";
    drop(peer);
    EXPECT_NE(perform(poll_for(ours, POLLIN)) & POLLHUP, 0);
}

TEST_P(driver_control, poll_started_late_tells_what_is_left) {
    auto [ours, peer] = socket_pair();
    std::array<char, 1> into{};
    recorded& one = start(recv(ours, into.data(), 1));
    settle();
    write_all(peer, "xx");
    ASSERT_TRUE(finish(one));
    recorded& op = start(poll_for(ours, POLLIN));
    ASSERT_TRUE(finish(op));
    EXPECT_THAT(op.results, ElementsAre(POLLIN));
}

TEST_P(driver_control, repeated_poll_tells_of_every_change_until_cancelled) {
    auto [ours, peer] = socket_pair();
    recorded& op = start(poll_for(ours, POLLIN, true));
    for (std::size_t i = 1; i <= 3; ++i) {
        settle();
        const std::size_t before = op.results.size();
        write_all(peer, "x");
        ASSERT_TRUE(turn_until([&] { return op.results.size() > before; }));
        EXPECT_EQ(op.last(), POLLIN);
        empty(ours->fd);
    }
    EXPECT_FALSE(op.ended);
    io->cancel(op);
    ASSERT_TRUE(finish(op));
    EXPECT_EQ(op.last(), -ECANCELED);
}

// Ending early

TEST_P(driver_control, cancel_ends_what_waits_exactly_once) {
    auto [ours, peer] = tcp_pair();
    fill(ours->fd);
    std::vector<recorded*> ops{
        &start(recv(ours)), &start(send(ours, "x")), &start(poll_for(ours, POLLPRI)),
        &start({.kind = io_kind::accept, .entry = adopt(listening_socket())})};
    settle();
    for (recorded* op : ops) {
        io->cancel(*op);
        io->cancel(*op);
        EXPECT_TRUE(op->results.empty()) << "completed inside of cancel";
    }
    ASSERT_TRUE(finish(ops));
    settle();
    for (const recorded* op : ops) EXPECT_THAT(op->results, ElementsAre(-ECANCELED));
}

TEST_P(driver_control, cancel_before_the_first_poll) {
    auto [ours, peer] = socket_pair();
    recorded& op = start(recv(ours));
    io->cancel(op);
    ASSERT_TRUE(finish(op));
    EXPECT_THAT(op.results, ElementsAre(-ECANCELED));
    write_all(peer, "kept");
    recorded& next = make(recv(ours));
    EXPECT_EQ(perform(next), 4);
    EXPECT_EQ(next.bytes, "kept");
}

TEST_P(driver_control, cancel_that_races_with_bytes_loses_none) {
    for (int i = 0; i < 200; ++i) {
        auto [ours, peer] = socket_pair();
        recorded& op = start(recv(ours));
        if (i % 2 == 0) settle();
        write_all(peer, "racing");
        io->cancel(op);
        ASSERT_TRUE(finish(op));
        ASSERT_THAT(op.results, AnyOf(ElementsAre(6), ElementsAre(-ECANCELED)));
        if (op.last() == -ECANCELED) {
            recorded& next = make(recv(ours));
            ASSERT_EQ(perform(next), 6);
            EXPECT_EQ(next.bytes, "racing");
        }
        close(ours);
        drop(peer);
    }
}

TEST_P(driver_control, close_ends_what_waits_and_the_peer_sees_it) {
    auto [ours, peer] = tcp_pair();
    std::vector<recorded*> ops{&start(recv(ours)), &start(recv(ours)),
                               &start(poll_for(ours, POLLIN, true))};
    settle();
    close(ours);
    for (const recorded* op : ops) EXPECT_TRUE(op->results.empty()) << "completed inside of close";
    ASSERT_TRUE(finish(ops));
    for (const recorded* op : ops) EXPECT_THAT(op->results, ElementsAre(-ECANCELED));
    settle();
    EXPECT_EQ(read_some(peer), "");
    EXPECT_EQ(io->pending(), 0U);
}

TEST_P(driver_control, close_gives_the_descriptor_back_when_nothing_waits) {
    auto [ours, peer] = socket_pair();
    const int fd = ours->fd;
    close(ours);
    ASSERT_TRUE(turn_until([fd] { return !is_open(fd); }));
}

TEST_P(driver_control, a_duplicate_of_a_closed_descriptor_does_not_disturb) {
    auto [ours, peer] = socket_pair();
    keep(::dup(ours->fd));
    recorded& op = start(recv(ours));
    settle();
    close(ours);
    ASSERT_TRUE(finish(op));
    settle();
    write_all(peer, "to the duplicate");
    settle();
    EXPECT_THAT(op.results, ElementsAre(-ECANCELED));
}

TEST_P(driver_control, an_operation_without_a_handle_is_an_error) {
    EXPECT_EQ(perform(recv(nullptr)), -EBADF);
    recorded& op = start(send(nullptr, "x"));
    ASSERT_TRUE(finish(op));
    EXPECT_THAT(op.results, ElementsAre(-EBADF));
}

// Waiting

TEST_P(driver_control, poll_does_not_wait_past_a_deadline) {
    auto [ours, peer] = socket_pair();
    recorded& op = start(recv(ours));
    settle();
    const deadline until = deadline::after(clock::now(), 30ms);
    while (!until.passed(clock::now())) io->poll(until);
    io->poll(until);
    io->poll(deadline(time_point::min()));
    EXPECT_FALSE(op.ended);
}

TEST_P(driver_control, poll_waits_until_its_deadline) {
    settle();
    const time_point begun = clock::now();
    const std::uint64_t waits = io->counters().waits;
    while (clock::now() < begun + 30ms) io->poll(deadline(begun + 30ms));
    EXPECT_LE(io->counters().waits - waits, 5U) << "it spins";
}

TEST_P(driver_control, poll_does_not_wait_for_what_was_cancelled_or_closed) {
    auto [ours, peer] = socket_pair();
    recorded& cancelled = start(recv(ours));
    recorded& closed = start(recv(ours));
    settle();
    io->cancel(cancelled);
    while (!cancelled.ended) io->poll(deadline::never());
    close(ours);
    while (!closed.ended) io->poll(deadline::never());
}

TEST_P(driver_control, wake_ends_a_wait) {
    settle();
    for (int i = 0; i < 20; ++i) {
        std::thread waker([this] { io->wake(); });
        io->poll(deadline::never());
        waker.join();
    }
}

TEST_P(driver_control, wake_is_remembered_until_the_next_poll) {
    settle();
    io->wake();
    io->wake();
    io->poll(deadline::never());
}

// Completion functions may do anything

TEST_P(driver_control, a_completion_may_close_the_handle_of_another) {
    auto [ours, peer] = socket_pair();
    auto [other, other_peer] = socket_pair();
    recorded& a = start(recv(ours));
    recorded& b = start(recv(other));
    bool first = true;
    const auto close_the_other = [&](recorded& self) {
        if (std::exchange(first, false)) close(&self == &a ? other : ours);
    };
    a.then = close_the_other;
    b.then = close_the_other;
    settle();
    write_all(peer, "x");
    write_all(other_peer, "y");
    ASSERT_TRUE(finish({&a, &b}));
    EXPECT_EQ(a.results.size(), 1U);
    EXPECT_EQ(b.results.size(), 1U);
    EXPECT_THAT((std::array{a.last(), b.last()}), testing::Contains(1));
}

TEST_P(driver_control, a_completion_may_close_its_own_handle) {
    auto [ours, peer] = socket_pair();
    std::vector<recorded*> ops{&start(recv(ours)), &start(recv(ours))};
    for (recorded* op : ops)
        op->then = [&, entry = ours](recorded& self) {
            if (self.last() == 1) close(entry);
        };
    settle();
    write_all(peer, "x");
    ASSERT_TRUE(finish(ops));
    EXPECT_THAT((std::array{ops[0]->results, ops[1]->results}),
                UnorderedElementsAre(ElementsAre(1), ElementsAre(-ECANCELED)));
}

TEST_P(driver_control, a_completion_may_start_the_next_operation) {
    auto [ours, peer] = tcp_pair();
    int rounds = 0;
    std::function<void(recorded&)> again = [&](recorded& self) {
        ASSERT_EQ(self.last(), 1);
        if (++rounds == 500) return;
        start(recv(ours)).then = again;
        write_all(peer, "x");
    };
    start(recv(ours)).then = again;
    write_all(peer, "x");
    ASSERT_TRUE(turn_until([&] { return rounds == 500; }));
    EXPECT_EQ(io->pending(), 0U);
}

TEST_P(driver_control, a_completion_may_cancel_another_operation) {
    auto [ours, peer] = socket_pair();
    std::vector<recorded*> ops{&start(recv(ours)), &start(recv(ours))};
    for (std::size_t i : {0U, 1U})
        ops[i]->then = [&, other = ops[1 - i]](recorded& self) {
            if (self.last() == 1) io->cancel(*other);
        };
    settle();
    write_all(peer, "x");
    ASSERT_TRUE(finish(ops));
    EXPECT_THAT((std::array{ops[0]->results, ops[1]->results}),
                UnorderedElementsAre(ElementsAre(1), ElementsAre(-ECANCELED)));
}

class self_destroying final : public io_operation {
public:
    self_destroying(detail::io_entry* entry, int& count)
        : io_operation(info, {.kind = io_kind::recv, .entry = entry}, &end), count_(count) {}

private:
    static constexpr op_info info{"test", "test"};
    static void end(io_operation& op, io_completion&&) noexcept {
        auto* self = static_cast<self_destroying*>(&op);
        ++self->count_;
        delete self;
    }
    int& count_;
};

TEST_P(driver_control, a_completion_may_destroy_its_operation) {
    auto [ours, peer] = socket_pair();
    int ended = 0;
    for (int i = 0; i < 10; ++i) io->start(*new self_destroying(ours, ended));
    settle();
    write_all(peer, "x");
    ASSERT_TRUE(turn_until([&] { return ended == 1; }));
    close(ours);
    ASSERT_TRUE(turn_until([&] { return ended == 10; }));
}

}  // namespace
}  // namespace weir::test
