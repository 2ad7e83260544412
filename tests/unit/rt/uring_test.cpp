// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/driver.hpp"
#include "rt/driver/uring/ring.hpp"
#include "support/manual_loop.hpp"

#include <weir/rt/offload.hpp>

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <deque>
#include <thread>

// What only this driver has: the ladder of set-ups, the lease ring, full queues. What every driver
// must do is in driver_test.cpp.

namespace weir {
namespace {

using namespace std::chrono_literals;
using detail::driver;
using detail::driver_limits;
using detail::io_entry;

constexpr op_info probe_info{"test.probe", "test"};

/// Remembers its completions.
class probe final : public io_operation {
public:
    explicit probe(io_request r) : io_operation(probe_info, r, &on_completion) {}

    std::vector<int> results;
    std::deque<buffer> leases;
    int ends = 0;
    std::function<void(probe&)> then = [](probe&) {};

    [[nodiscard]] int result() const { return results.empty() ? INT_MIN : results.back(); }

private:
    static void on_completion(io_operation& op, io_completion&& done) noexcept {
        auto& self = static_cast<probe&>(op);
        self.results.push_back(done.result);
        if (done.data.size() != 0) self.leases.push_back(std::move(done.data));
        if (!done.more) ++self.ends;
        const auto next = self.then;  // a copy, because it may destroy the operation
        next(self);
    }
};

std::array<int, 2> socket_pair() {
    std::array<int, 2> fds{};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()), 0);
    return fds;
}

bool is_open(int fd) {
    return fcntl(fd, F_GETFD) >= 0;
}

class uring : public testing::Test {
protected:
    void SetUp() override {
        open({});
        if (io == nullptr) GTEST_SKIP() << "no io_uring here";
    }

    void open(driver_limits limits) {
        io.reset();
        auto made = detail::make_uring_driver(loop, limits, files);
        if (made)
            io = std::move(*made);
        else
            EXPECT_THAT(made.error().value(), testing::AnyOf(EPERM, ENOSYS, ENOMEM));
    }

    io_entry* adopt(int fd) {
        auto entry = io->adopt(fd);
        EXPECT_TRUE(entry);
        return *entry;
    }

    /// Turns until `done` holds; false after 5 s.
    template <class Predicate>
    bool turn_until(Predicate done) {
        const time_point limit = clock::now() + 5s;
        while (!done() && clock::now() < limit) {
            io->poll(deadline(clock::now() + 100ms));
            io->close_phase();
        }
        return done();
    }

    bool turn_until_idle() {
        return turn_until([&] { return io->pending() == 0; });
    }

    void turn_once() {
        io->poll(deadline(time_point::min()));
        io->close_phase();
    }

    test::manual_loop loop;
    offload_pool files;
    std::unique_ptr<driver> io;
};

// Set-up.

TEST(uring_ring, works_with_every_set_of_flags_that_the_kernel_takes) {
    constexpr unsigned base = IORING_SETUP_CQSIZE | IORING_SETUP_SUBMIT_ALL |
                              IORING_SETUP_COOP_TASKRUN | IORING_SETUP_TASKRUN_FLAG;
    for (const unsigned flags :
         {base | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
          base | IORING_SETUP_SINGLE_ISSUER, base, unsigned{IORING_SETUP_CQSIZE}}) {
        detail::uring::ring ring;
        const auto opened = ring.open_with(8, flags);
        if (!opened && opened.error() != std::errc::invalid_argument)
            GTEST_SKIP() << "no io_uring here: " << opened.error().message();
        EXPECT_TRUE(opened) << "flags " << flags << ": " << opened.error().message();
    }
}

TEST(uring_ring, says_which_flags_the_kernel_refuses) {
    detail::uring::ring ring;
    const auto opened = ring.open_with(8, IORING_SETUP_CQSIZE | IORING_SETUP_DEFER_TASKRUN);
    ASSERT_FALSE(opened);  // needs SINGLE_ISSUER
    EXPECT_THAT(opened.error().value(), testing::AnyOf(EINVAL, EPERM, ENOSYS, ENOMEM));
}

/// On a thread whose kernel answers a system call with `error`.
std::error_code open_refused(long system_call, int error) {
    std::error_code seen;
    std::thread([&] {
        const auto answer = SECCOMP_RET_ERRNO | static_cast<unsigned>(error);
        std::array<sock_filter, 4> code = {
            sock_filter(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0)),
            sock_filter(
                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(system_call), 0, 1)),
            sock_filter(BPF_STMT(BPF_RET | BPF_K, answer)),
            sock_filter(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)),
        };
        const sock_fprog program{.len = code.size(), .filter = code.data()};
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        EXPECT_EQ(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
        test::manual_loop loop;
        offload_pool files;
        const auto made = detail::make_uring_driver(loop, {}, files);
        ASSERT_FALSE(made);
        seen = made.error();
    }).join();
    return seen;
}

TEST(uring_setup, returns_the_reason_when_the_kernel_forbids_it) {
    EXPECT_EQ(open_refused(SYS_io_uring_setup, EPERM), std::errc::operation_not_permitted);
    EXPECT_EQ(open_refused(SYS_io_uring_setup, ENOSYS), std::errc::function_not_supported);
    EXPECT_EQ(open_refused(SYS_io_uring_setup, ENOMEM), std::errc::not_enough_memory);
}

TEST_F(uring, opening_fails_when_only_the_later_calls_are_forbidden) {
    EXPECT_EQ(open_refused(SYS_io_uring_enter, EPERM), std::errc::operation_not_permitted);
    EXPECT_TRUE(open_refused(SYS_io_uring_register, EPERM));
}

/// On a thread that is no superuser's, in a process that may lock `bytes`.
void with_lockable_memory(rlim_t bytes, const std::function<void()>& body) {
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_MEMLOCK, &before), 0);
    const rlimit little{.rlim_cur = std::min(bytes, before.rlim_max), .rlim_max = before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_MEMLOCK, &little), 0);
    std::thread([&] {
        __user_cap_header_struct self{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
        std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
        EXPECT_EQ(syscall(SYS_capset, &self, none.data()), 0);
        body();
    }).join();
    EXPECT_EQ(setrlimit(RLIMIT_MEMLOCK, &before), 0);
}

TEST_F(uring, makes_do_with_little_lockable_memory_or_says_so) {
    io.reset();
    for (const rlim_t bytes : {0U, 1U << 14U, 1U << 16U, 1U << 23U}) {
        with_lockable_memory(bytes, [&] {
            open({});
            std::deque<probe> ops;
            if (io == nullptr) return;
            io_entry* ready = adopt(eventfd(1, EFD_CLOEXEC));
            for (int i = 0; i < 2000; ++i)
                io->start(ops.emplace_back(
                    io_request{.kind = io_kind::poll, .flags = POLLIN, .entry = ready}));
            EXPECT_TRUE(turn_until_idle());
            for (probe& op : ops) ASSERT_EQ(op.results, std::vector{POLLIN});
            io.reset();
        });
    }
}

// Leases.

TEST_F(uring, a_receive_never_fails_for_want_of_a_buffer) {
    open({.lease_count = 2, .lease_size = 64});
    std::deque<probe> ops;
    std::vector<int> peers;
    for (int i = 0; i < 5; ++i) {
        const auto [mine, theirs] = socket_pair();
        peers.push_back(theirs);
        ASSERT_EQ(write(theirs, "hello", 5), 5);
        io->start(ops.emplace_back(io_request{.kind = io_kind::recv, .entry = adopt(mine)}));
    }
    ASSERT_TRUE(turn_until_idle());
    for (probe& op : ops) {
        EXPECT_EQ(op.result(), 5);
        ASSERT_EQ(op.leases.size(), 1U);
        EXPECT_EQ(op.leases.front().view(), "hello");
    }
    EXPECT_EQ(io->counters().lease_misses, 3U);

    ops.clear();  // all back: the pool serves again
    for (int i = 0; i < 10; ++i) {
        const auto [mine, theirs] = socket_pair();
        peers.push_back(theirs);
        ASSERT_EQ(write(theirs, "again", 5), 5);
        probe op({.kind = io_kind::recv, .entry = adopt(mine)});
        io->start(op);
        ASSERT_TRUE(turn_until_idle());
        EXPECT_EQ(op.leases.front().view(), "again");
    }
    EXPECT_EQ(io->counters().lease_misses, 3U);
    for (const int fd : peers) ::close(fd);
}

TEST_F(uring, a_receive_without_buffers_is_never_larger_than_asked_for) {
    open({.lease_count = 0, .lease_size = 64});
    const auto [mine, theirs] = socket_pair();
    io_entry* entry = adopt(mine);
    ASSERT_EQ(write(theirs, std::string(300, 'x').data(), 300), 300);
    probe all({.kind = io_kind::recv, .entry = entry});
    io->start(all);
    ASSERT_TRUE(turn_until_idle());
    EXPECT_EQ(all.result(), 64);
    probe some({.kind = io_kind::recv, .entry = entry, .size = 10});
    io->start(some);
    ASSERT_TRUE(turn_until_idle());
    EXPECT_EQ(some.result(), 10);
    ::close(theirs);
}

TEST_F(uring, an_idle_receive_holds_no_buffer) {
    open({.lease_count = 1, .lease_size = 64});
    std::deque<probe> ops;
    std::vector<int> peers;
    for (int i = 0; i < 100; ++i) {
        const auto [mine, theirs] = socket_pair();
        peers.push_back(theirs);
        io->start(ops.emplace_back(io_request{.kind = io_kind::recv, .entry = adopt(mine)}));
    }
    turn_once();
    for (const std::size_t i : {99U, 50U, 0U}) {
        ASSERT_EQ(write(peers[i], "data", 4), 4);
        ASSERT_TRUE(turn_until([&] { return ops[i].ends == 1; }));
        ops[i].leases.clear();
    }
    EXPECT_EQ(io->counters().lease_misses, 0U);
    for (const int fd : peers) ::close(fd);
    ASSERT_TRUE(turn_until_idle());
}

TEST_F(uring, an_idle_receive_that_found_no_buffer_takes_one_later) {
    open({.lease_count = 1, .lease_size = 64});
    const auto [first, first_peer] = socket_pair();
    const auto [idle, idle_peer] = socket_pair();
    probe holder({.kind = io_kind::recv, .entry = adopt(first)});
    ASSERT_EQ(write(first_peer, "data", 4), 4);
    io->start(holder);
    ASSERT_TRUE(turn_until_idle());

    probe op({.kind = io_kind::recv, .entry = adopt(idle)});
    io->start(op);
    for (int i = 0; i < 5; ++i) turn_once();
    EXPECT_EQ(op.ends, 0);
    EXPECT_EQ(io->counters().lease_misses, 1U);
    holder.leases.clear();
    ASSERT_EQ(write(idle_peer, "late", 4), 4);
    ASSERT_TRUE(turn_until_idle());
    EXPECT_EQ(op.leases.front().view(), "late");
    ::close(first_peer);
    ::close(idle_peer);
}

TEST_F(uring, leases_may_outlive_the_driver) {
    const auto [mine, theirs] = socket_pair();
    probe op({.kind = io_kind::recv, .entry = adopt(mine)});
    ASSERT_EQ(write(theirs, "kept", 4), 4);
    io->start(op);
    ASSERT_TRUE(turn_until_idle());
    io.reset();
    EXPECT_EQ(op.leases.front().view(), "kept");
    op.leases.clear();
    ::close(theirs);
}

// Full queues.

TEST_F(uring, takes_five_thousand_operations_in_one_turn) {
    for (const unsigned entries : {4U, 64U, 1024U}) {
        open({.ring_entries = entries});
        io_entry* ready = adopt(eventfd(1, EFD_CLOEXEC));
        std::deque<probe> ops;
        for (int i = 0; i < 5000; ++i)
            io->start(ops.emplace_back(
                io_request{.kind = io_kind::poll, .flags = POLLIN, .entry = ready}));
        ASSERT_TRUE(turn_until_idle());
        for (probe& op : ops) ASSERT_EQ(op.results, std::vector{POLLIN});
        EXPECT_EQ(io->counters().completed, 5000U);
    }
}

TEST_F(uring, cancels_five_thousand_operations_in_one_turn) {
    for (const unsigned entries : {4U, 1024U}) {
        open({.ring_entries = entries});
        io_entry* quiet = adopt(eventfd(0, EFD_CLOEXEC));
        std::deque<probe> ops;
        for (int i = 0; i < 5000; ++i)
            io->start(ops.emplace_back(
                io_request{.kind = io_kind::poll, .flags = POLLIN, .entry = quiet}));
        turn_once();
        EXPECT_EQ(io->pending(), 5000U);
        for (probe& op : ops) io->cancel(op);
        for (const probe& op : ops) ASSERT_EQ(op.ends, 0) << "delivered from inside cancel";
        ASSERT_TRUE(turn_until_idle());
        for (probe& op : ops) ASSERT_EQ(op.results, std::vector{-ECANCELED});
    }
}

TEST_F(uring, an_overflow_of_completions_does_not_end_a_repeated_accept) {
    open({.ring_entries = 4});
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
    ASSERT_EQ(listen(listener, 512), 0);
    ASSERT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
    std::vector<int> clients;
    for (int i = 0; i < 200; ++i) {
        clients.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        ASSERT_EQ(connect(clients.back(), reinterpret_cast<sockaddr*>(&address), size), 0);
    }
    probe op({.kind = io_kind::accept, .repeat = true, .entry = adopt(listener)});
    io->start(op);
    ASSERT_TRUE(turn_until([&] { return op.results.size() == 200; }));
    EXPECT_EQ(op.ends, 0);
    io->cancel(op);
    ASSERT_TRUE(turn_until_idle());
    EXPECT_EQ(op.ends, 1);
    EXPECT_EQ(op.result(), -ECANCELED);
    for (const int fd : op.results)
        if (fd >= 0) ::close(fd);
    for (const int fd : clients) ::close(fd);
}

// Cancellation.

TEST_F(uring, a_canceled_receive_loses_no_byte) {
    const auto [mine, theirs] = socket_pair();
    io_entry* entry = adopt(mine);
    std::size_t sent = 0;
    std::size_t received = 0;
    std::size_t canceled = 0;
    for (int i = 0; i < 3000; ++i) {
        std::array<char, 16> into{};
        const bool leased = loop.random() % 2 == 0;
        probe op({.kind = io_kind::recv,
                  .entry = entry,
                  .data = leased ? nullptr : into.data(),
                  .size = into.size()});
        io->start(op);
        if (loop.random() % 2 == 0) turn_once();
        if (loop.random() % 2 == 0) sent += static_cast<std::size_t>(write(theirs, "abc", 3));
        if (loop.random() % 4 == 0 && op.ends == 0) turn_once();
        if (op.ends == 0) io->cancel(op);
        ASSERT_TRUE(turn_until_idle());
        ASSERT_EQ(op.ends, 1);
        ASSERT_TRUE(op.result() > 0 || op.result() == -ECANCELED) << op.result();
        canceled += op.result() == -ECANCELED ? 1 : 0;
        received += op.result() > 0 ? static_cast<std::size_t>(op.result()) : 0;
    }
    EXPECT_GT(canceled, 100U);
    ::close(theirs);
    for (int last = 1; last > 0;) {
        std::array<char, 4096> into{};
        probe op({.kind = io_kind::recv, .entry = entry, .data = into.data(), .size = 4096});
        io->start(op);
        ASSERT_TRUE(turn_until_idle());
        last = op.result();
        received += last > 0 ? static_cast<std::size_t>(last) : 0;
    }
    EXPECT_EQ(received, sent);
}

TEST_F(uring, a_cancel_does_not_hit_the_next_operation_at_the_same_address) {
    const auto [mine, theirs] = socket_pair();
    const int ready = eventfd(1, EFD_CLOEXEC);
    io_entry* entry = adopt(mine);
    io_entry* event = adopt(ready);
    for (int i = 0; i < 500; ++i) {
        std::optional<probe> slot;
        slot.emplace(io_request{.kind = io_kind::poll, .flags = POLLIN, .entry = event});
        slot->then = [&](probe&) {
            slot.reset();
            slot.emplace(io_request{.kind = io_kind::recv, .entry = entry});
            io->start(*slot);
        };
        // The first operation completes in the turn in which the other one cancels it.
        probe other({.kind = io_kind::poll, .flags = POLLIN, .entry = event});
        probe& target = *slot;
        other.then = [&](probe&) { io->cancel(target); };
        io->start(other);
        io->start(*slot);
        ASSERT_TRUE(turn_until([&] { return slot->request.kind == io_kind::recv; }));
        turn_once();
        ASSERT_EQ(slot->ends, 0);
        ASSERT_EQ(write(theirs, "x", 1), 1);
        ASSERT_TRUE(turn_until_idle());
        ASSERT_EQ(slot->result(), 1);
    }
    ::close(theirs);
}

// Pipes.

TEST_F(uring, a_read_of_a_non_blocking_pipe_waits) {
    std::array<int, 2> fds{};
    ASSERT_EQ(pipe2(fds.data(), O_CLOEXEC | O_NONBLOCK), 0);
    std::array<char, 8> into{};
    probe op({.kind = io_kind::read_at,
              .entry = adopt(fds[0]),
              .data = into.data(),
              .size = into.size(),
              .offset = UINT64_MAX});
    io->start(op);
    for (int i = 0; i < 5; ++i) turn_once();
    EXPECT_EQ(op.ends, 0);
    ASSERT_EQ(write(fds[1], "late", 4), 4);
    ASSERT_TRUE(turn_until_idle());
    EXPECT_EQ(op.result(), 4);
    ::close(fds[1]);
}

TEST_F(uring, a_write_to_a_full_pipe_waits_and_can_be_canceled) {
    for (const int flags : {0, O_NONBLOCK}) {
        std::array<int, 2> fds{};
        ASSERT_EQ(pipe2(fds.data(), O_CLOEXEC | flags), 0);
        ASSERT_EQ(fcntl(fds[1], F_SETPIPE_SZ, 4096), 4096);
        std::string bytes(4096, 'x');
        io_entry* entry = adopt(fds[1]);
        const io_request request{.kind = io_kind::write_at,
                                 .entry = entry,
                                 .data = bytes.data(),
                                 .size = bytes.size(),
                                 .offset = UINT64_MAX};
        std::deque<probe> ops;
        for (int i = 0; i < 3; ++i) io->start(ops.emplace_back(request));
        ASSERT_TRUE(turn_until([&] { return io->pending() == 2; }));
        for (int i = 0; i < 5; ++i) turn_once();
        EXPECT_EQ(io->pending(), 2U);
        std::array<char, 4096> into{};
        ASSERT_EQ(read(fds[0], into.data(), into.size()), 4096);
        ASSERT_TRUE(turn_until([&] { return io->pending() == 1; }));
        for (probe& op : ops)
            if (op.ends == 0) io->cancel(op);
        ASSERT_TRUE(turn_until_idle());
        std::vector<int> results;
        for (probe& op : ops) results.push_back(op.result());
        EXPECT_THAT(results, testing::UnorderedElementsAre(4096, 4096, -ECANCELED));
        ::close(fds[0]);
    }
}

TEST_F(uring, a_write_to_a_broken_pipe_or_socket_raises_no_signal) {
    std::array<int, 2> fds{};
    ASSERT_EQ(pipe2(fds.data(), O_CLOEXEC), 0);
    const auto sockets = socket_pair();
    ::close(fds[0]);
    ::close(sockets[0]);
    char byte = 'x';
    for (io_entry* entry : {adopt(fds[1]), adopt(sockets[1])}) {
        for (const io_kind kind : {io_kind::write_at, io_kind::send}) {
            if (kind == io_kind::send && entry->fd == fds[1]) continue;
            probe op({.kind = kind,
                      .entry = entry,
                      .data = &byte,
                      .size = 1,
                      .offset = kind == io_kind::write_at ? UINT64_MAX : 0});
            io->start(op);
            ASSERT_TRUE(turn_until_idle());
            EXPECT_EQ(op.result(), -EPIPE);
        }
    }
}

// The end.

TEST_F(uring, its_end_cancels_what_is_pending_and_closes_descriptors) {
    for (const unsigned entries : {4U, 256U}) {
        open({.ring_entries = entries});
        const auto [mine, theirs] = socket_pair();
        const int idle = eventfd(0, EFD_CLOEXEC);
        io_entry* entry = adopt(mine);
        io_entry* event = adopt(idle);
        std::deque<probe> ops;
        for (int i = 0; i < 100; ++i) {
            io->start(ops.emplace_back(io_request{.kind = io_kind::recv, .entry = entry}));
            io->start(ops.emplace_back(io_request{
                .kind = io_kind::poll, .repeat = true, .flags = POLLIN, .entry = event}));
            if (i == 50) turn_once();
        }
        io.reset();
        for (probe& op : ops) {
            EXPECT_EQ(op.ends, 1);
            EXPECT_EQ(op.result(), -ECANCELED);
        }
        EXPECT_FALSE(is_open(mine));
        EXPECT_FALSE(is_open(idle));
        ::close(theirs);
    }
}

TEST_F(uring, its_end_refuses_what_completions_still_begin) {
    const int idle = eventfd(0, EFD_CLOEXEC);
    io_entry* entry = adopt(idle);
    probe second({.kind = io_kind::poll, .flags = POLLIN, .entry = entry});
    probe first({.kind = io_kind::poll, .flags = POLLIN, .entry = entry});
    first.then = [&](probe&) { io->start(second); };
    io->start(first);
    turn_once();
    driver* ending = io.release();
    first.then = [&](probe&) { ending->start(second); };
    delete ending;
    EXPECT_EQ(first.result(), -ECANCELED);
    EXPECT_EQ(second.result(), -ECANCELED);
    EXPECT_FALSE(is_open(idle));
}

}  // namespace
}  // namespace weir
