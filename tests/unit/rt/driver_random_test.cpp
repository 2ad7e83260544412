// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "unit/rt/driver_fixture.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <list>
#include <random>

namespace weir::test {
namespace {

/// Does anything to the driver, in any order, and keeps account.
class driver_at_random : public driver_fixture {
protected:
    void SetUp() override {
        open({.ring_entries = 64, .lease_count = 8, .lease_size = 256},
             {.name = "files", .threads = 2, .queue_limit = 16});
        file_ = adopt(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
        for (int i = 0; i < 8; ++i) add_pair();
    }

    void act() {
        switch (pick(16)) {
            case 0:
            case 1:
            case 2:
                return begin(recv(some().ours));
            case 3:
            case 4:
                return begin(recv(some().ours, into_.data(), into_.size()));
            case 5:
            case 6:
                return begin(send(some().ours, text_));
            case 7:
                return begin({.kind = io_kind::poll,
                              .repeat = pick(2) == 0,
                              .flags = pick(2) == 0 ? 0U + POLLIN : 0U + POLLIN + POLLOUT,
                              .entry = some().ours});
            case 8:
                return begin_file_operation();
            case 9:
            case 10:
                return cancel_one();
            case 11:
                return use_peer();
            case 12:
                return replace_pair();
            case 13:
                return try_one();
            default:
                return turn();
        }
    }

    void expect_all_ended_once() {
        for (const recorded* op : all_) {
            EXPECT_TRUE(op->ended) << "kind " << static_cast<int>(op->request.kind) << ", repeat "
                                   << op->request.repeat << ", driver_state " << op->driver_state;
            EXPECT_FALSE(op->results.empty());
        }
    }

    void end() {
        depth_ = 1;
        for (const peers& p : pairs_) close(p.ours);
        close(file_);
        EXPECT_TRUE(turn_until([this] { return io->pending() == 0; })) << io->pending();
    }

private:
    std::size_t pick(std::size_t below) { return random_() % below; }
    peers& some() { return pairs_[pick(pairs_.size())]; }

    void begin(io_request request) {
        recorded& op = start(request);
        all_.push_back(&op);
        running_.push_back(&op);
        // Completions that act themselves: close, cancel, start.
        if (pick(8) == 0) op.then = [this](recorded&) { act_inside(); };
    }

    void act_inside() {
        if (depth_ != 0) return;
        ++depth_;
        switch (pick(3)) {
            case 0:
                cancel_one();
                break;
            case 1:
                replace_pair();
                break;
            default:
                begin(recv(some().ours));
                break;
        }
        --depth_;
    }

    // Threads of the pool use these, so each operation has its own.
    struct file_memory {
        std::array<char, 700> bytes;
        struct statx status;
    };

    void begin_file_operation() {
        file_memory& memory = file_memory_.emplace_back();
        switch (pick(3)) {
            case 0:
                return begin({.kind = io_kind::read_at,
                              .entry = file_,
                              .data = memory.bytes.data(),
                              .size = memory.bytes.size(),
                              .offset = pick(1 << 20)});
            case 1:
                return begin({.kind = io_kind::stat, .entry = file_, .data = &memory.status});
            default:
                return begin({.kind = io_kind::stat, .data = &memory.status, .path = "/nowhere"});
        }
    }

    void cancel_one() {
        std::erase_if(running_, [](const recorded* op) { return op->ended; });
        if (!running_.empty()) io->cancel(*running_[pick(running_.size())]);
    }

    void use_peer() {
        const int peer = some().peer;
        if (pick(2) == 0)
            static_cast<void>(
                ::send(peer, text_.data(), pick(text_.size()) + 1, MSG_DONTWAIT | MSG_NOSIGNAL));
        else
            static_cast<void>(::recv(peer, into_.data(), into_.size(), MSG_DONTWAIT));
    }

    void replace_pair() {
        const std::size_t i = pick(pairs_.size());
        const peers gone = std::exchange(pairs_[i], pairs_.back());
        pairs_.pop_back();
        if (pick(2) == 0) {
            close(gone.ours);
            drop(gone.peer);
        } else {
            drop(gone.peer);
            close(gone.ours);
        }
        add_pair();
    }

    void try_one() {
        recorded& op = make(recv(some().ours));
        io_completion done;
        if (io->try_now(op, done)) op.take(std::move(done));
    }

    void add_pair() { pairs_.push_back(pick(2) == 0 ? socket_pair() : tcp_pair()); }

    // Another one with --gtest_random_seed.
    std::mt19937_64 random_{static_cast<unsigned>(testing::UnitTest::GetInstance()->random_seed())};
    std::vector<peers> pairs_;
    std::vector<recorded*> all_;
    std::vector<recorded*> running_;
    detail::io_entry* file_ = nullptr;
    int depth_ = 0;
    std::list<file_memory> file_memory_;
    std::array<char, 700> into_{};
    std::string text_ = std::string(900, 't');
};

INSTANTIATE_TEST_SUITE_P(each, driver_at_random, testing::ValuesIn(drivers_to_test()), name_of);

TEST_P(driver_at_random, nothing_is_lost_or_ends_twice) {
    for (int i = 0; i < 10'000; ++i) act();
    end();
    EXPECT_EQ(io->pending(), 0U);
    expect_all_ended_once();
    EXPECT_GE(io->counters().completed, io->counters().submitted);
}

}  // namespace
}  // namespace weir::test
