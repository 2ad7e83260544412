// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/lease_pool.hpp"
#include "unit/rt/driver_fixture.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <cstring>
#include <mutex>

namespace weir::test {
namespace {

using testing::ElementsAre;

TEST(lease_pool, lends_each_block_once) {
    auto pool = detail::lease_pool::create(3, 100);
    ASSERT_TRUE(pool);
    EXPECT_EQ((*pool)->block_size(), 128U) << "rounded up";
    std::array<buffer, 4> leases;
    for (int i = 0; i < 3; ++i) EXPECT_TRUE((*pool)->lend(leases[static_cast<std::size_t>(i)]));
    EXPECT_FALSE((*pool)->lend(leases[3]));
    for (std::size_t i = 0; i < 3; ++i) std::memset(leases[i].data(), static_cast<int>(i), 128);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(leases[i].data()[127], std::byte(i));
    EXPECT_EQ((*pool)->lent(), 3U);
}

TEST(lease_pool, lends_the_last_returned_first) {
    auto pool = detail::lease_pool::create(3, 64);
    ASSERT_TRUE(pool);
    buffer first;
    buffer second;
    ASSERT_TRUE((*pool)->lend(first) && (*pool)->lend(second));
    const std::byte* warm = first.data();
    first = buffer();
    buffer again;
    ASSERT_TRUE((*pool)->lend(again));
    EXPECT_EQ(again.data(), warm);
}

TEST(lease_pool, dies_with_its_last_lease) {
    auto pool = detail::lease_pool::create(2, 64);
    ASSERT_TRUE(pool);
    buffer kept;
    ASSERT_TRUE((*pool)->lend(kept));
    pool->reset();
    std::memset(kept.data(), 1, kept.size());
}

TEST(lease_pool, of_nothing_lends_nothing) {
    auto pool = detail::lease_pool::create(0, 4096);
    ASSERT_TRUE(pool);
    buffer none;
    EXPECT_FALSE((*pool)->lend(none));
}

class driver_epoll : public driver_fixture {
protected:
    /// Holds a thread of the pool until told to let go.
    class occupant : public offload_job {
    public:
        occupant() : offload_job(&work, &done) {}
        void wait_until_running() { wait_for(running); }
        void let_go() { wait_for(finished, true); }

    private:
        enum phase { queued, running, finished };
        static void work(offload_job& job) noexcept {
            auto& self = static_cast<occupant&>(job);
            std::unique_lock lock(self.mutex_);
            self.enter(running);
            self.changed_.wait(lock, [&] { return self.released_; });
        }
        static void done(offload_job& job) noexcept {
            auto& self = static_cast<occupant&>(job);
            const std::lock_guard lock(self.mutex_);
            self.enter(finished);
        }
        void enter(phase p) {
            phase_ = p;
            changed_.notify_all();
        }
        void wait_for(phase p, bool release = false) {
            std::unique_lock lock(mutex_);
            released_ = released_ || release;
            changed_.notify_all();
            changed_.wait(lock, [&] { return phase_ >= p; });
        }

        std::mutex mutex_;
        std::condition_variable changed_;
        phase phase_ = queued;
        bool released_ = false;
    };

    void occupy_the_only_thread(std::size_t queue_limit) {
        open({}, {.name = "files", .threads = 1, .queue_limit = queue_limit});
        ASSERT_TRUE(files().submit(occupant_));
        occupant_.wait_until_running();
    }

    [[nodiscard]] io_request stat_of(const char* path) {
        return {.kind = io_kind::stat, .data = &status_, .path = path};
    }

    occupant occupant_;
    struct statx status_{};
};

INSTANTIATE_TEST_SUITE_P(only, driver_epoll,
                         testing::Values(driver_case{"epoll", &detail::make_epoll_driver}),
                         name_of);

TEST_P(driver_epoll, a_full_pool_refuses) {
    occupy_the_only_thread(0);
    recorded& op = start(stat_of("/"));
    ASSERT_TRUE(finish(op));
    EXPECT_THAT(op.results, ElementsAre(-EAGAIN));
    occupant_.let_go();
    EXPECT_EQ(perform(stat_of("/")), 0);
}

TEST_P(driver_epoll, a_queued_job_is_withdrawn) {
    occupy_the_only_thread(8);
    recorded& cancelled = start(stat_of("/"));
    recorded& kept = start(stat_of("/"));
    io->cancel(cancelled);
    ASSERT_TRUE(finish(cancelled));
    EXPECT_THAT(cancelled.results, ElementsAre(-ECANCELED));
    EXPECT_FALSE(kept.ended);
    occupant_.let_go();
    ASSERT_TRUE(finish(kept));
    EXPECT_THAT(kept.results, ElementsAre(0));
}

TEST_P(driver_epoll, close_withdraws_what_is_queued) {
    occupy_the_only_thread(8);
    detail::io_entry* file = adopt(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    recorded& op = start({.kind = io_kind::sync, .entry = file});
    close(file);
    ASSERT_TRUE(finish(op));
    EXPECT_THAT(op.results, ElementsAre(-ECANCELED));
    occupant_.let_go();
}

TEST_P(driver_epoll, close_keeps_the_descriptor_while_a_thread_uses_it) {
    const std::string fifo = testing::TempDir() + "weir_fifo_" + std::to_string(::getpid());
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    detail::io_entry* file = adopt(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    const int fd = file->fd;
    // Opening a FIFO blocks until the other side does.
    recorded& op =
        start({.kind = io_kind::open, .flags = O_RDONLY, .entry = file, .path = fifo.c_str()});
    ASSERT_TRUE(turn_until([this] { return files().stats().running == 1; }));
    close(file);
    settle();
    EXPECT_TRUE(is_open(fd));
    EXPECT_FALSE(op.ended);
    keep(::open(fifo.c_str(), O_WRONLY | O_CLOEXEC));
    ASSERT_TRUE(finish(op));
    keep(op.last());
    ASSERT_TRUE(turn_until([fd] { return !is_open(fd); }));
    ::unlink(fifo.c_str());
}

TEST_P(driver_epoll, a_cached_read_needs_no_thread) {
    occupy_the_only_thread(0);
    detail::io_entry* file = adopt(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    std::array<char, 4> magic{};
    recorded& op = make({.kind = io_kind::read_at,
                         .entry = file,
                         .data = magic.data(),
                         .size = magic.size(),
                         .offset = 0});
    io_completion done;
    EXPECT_TRUE(io->try_now(op, done));
    EXPECT_EQ(done.result, 4);
    EXPECT_EQ(std::string_view(magic.data(), 4), "\177ELF");
    occupant_.let_go();
}

TEST_P(driver_epoll, what_has_no_readiness_works_without) {
    detail::io_entry* null = adopt(::open("/dev/null", O_RDWR | O_CLOEXEC));
    std::array<char, 4> data{};
    EXPECT_EQ(perform(at_position(io_kind::write_at, null, data.data(), 4)), 4);
    EXPECT_EQ(perform(at_position(io_kind::read_at, null, data.data(), 4)), 0);
}

TEST_P(driver_epoll, a_shared_description_is_left_as_it_was_found) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    keep(ends[1]);
    const int shared = keep(::dup(ends[0]));
    detail::io_entry* reader = adopt(ends[0]);
    EXPECT_NE(::fcntl(shared, F_GETFL) & O_NONBLOCK, 0);
    close(reader);
    settle();
    EXPECT_EQ(::fcntl(shared, F_GETFL) & O_NONBLOCK, 0);
}

TEST_P(driver_epoll, those_that_wait_hold_no_buffer) {
    open({.lease_count = 1, .lease_size = 4096});
    std::vector<peers> connections;
    std::vector<recorded*> ops;
    for (int i = 0; i < 50; ++i) {
        connections.push_back(tcp_pair());
        ops.push_back(&start(recv(connections.back().ours)));
    }
    settle();
    for (const peers& c : connections) {
        write_all(c.peer, "x");
        turn();
    }
    ASSERT_TRUE(finish(ops));
    EXPECT_EQ(io->counters().lease_misses, 0U);
}

TEST_P(driver_epoll, receives_of_one_socket_are_served_in_order) {
    auto [ours, peer] = socket_pair();
    std::array<char, 1> a{};
    std::array<char, 1> b{};
    recorded& first = start(recv(ours, a.data(), 1));
    recorded& second = start(recv(ours, b.data(), 1));
    settle();
    write_all(peer, "1");
    ASSERT_TRUE(finish(first));
    EXPECT_FALSE(second.ended);
    write_all(peer, "2");
    ASSERT_TRUE(finish(second));
    EXPECT_EQ(a[0], '1');
    EXPECT_EQ(b[0], '2');
}

TEST_P(driver_epoll, adopting_no_descriptor_is_an_error) {
    auto entry = io->adopt(-1);
    ASSERT_FALSE(entry);
    EXPECT_EQ(entry.error(), std::error_code(EBADF, std::system_category()));
}

}  // namespace
}  // namespace weir::test
