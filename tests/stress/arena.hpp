// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the users of one shard share in a cancellation stress: one of everything that can be waited
/// for, a source of random numbers, and the account of what must add up in the end.

#include "support/guarded_pages.hpp"

#include <weir/coro.hpp>
#include <weir/fs/file.hpp>
#include <weir/net.hpp>
#include <weir/rt.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

namespace weir::stress {

using namespace std::chrono_literals;

struct settings {
    std::uint64_t operations = 50'000;
    std::uint64_t seed = 1;
    bool faults = false;
    unsigned shards = 2;
    unsigned users = 48;     ///< of each shard
    unsigned seconds = 240;  ///< after which it counts as hung
};

/// For all shards.
struct account {
    std::atomic<std::int64_t> left{0};
    std::atomic<std::uint64_t> succeeded{0};
    std::atomic<std::uint64_t> stopped{0};
    std::atomic<std::uint64_t> failed{0};
    std::atomic<std::uint64_t> wrong{0};
    std::atomic<std::int64_t> frames{0};  ///< coroutines of the stress alive
    std::atomic<std::uint64_t> mailed{0};
    std::atomic<std::uint64_t> delivered{0};
    std::atomic<unsigned> ready{0};
    std::atomic<unsigned> done{0};

    void expect(bool holds, const char* what) {
        if (holds) return;
        ++wrong;
        std::fprintf(stderr, "stress: %s\n", what);
    }
};

/// Lives in a coroutine's frame.
class counted_frame {
public:
    explicit counted_frame(account& a) noexcept : account_(a) { ++account_.frames; }
    counted_frame(const counted_frame&) = delete;
    counted_frame& operator=(const counted_frame&) = delete;
    ~counted_frame() { --account_.frames; }

private:
    account& account_;
};

struct world {
    explicit world(const settings& s) : with(s), boxes(s.shards) {
        sums.left = static_cast<std::int64_t>(s.operations);
    }

    settings with;
    account sums;
    test::guarded_pages pages;
    offload_pool pool{{.name = "stress", .threads = 3, .queue_limit = 20, .replacements = 8}};
    std::vector<mailbox<std::uint64_t>*> boxes;  ///< one of each shard
    std::string directory;
};

class arena {
public:
    arena(world& w, listener l, file f, io_handle readiness)
        : all(w),
          listening(std::move(l)),
          storage(std::move(f)),
          flag_descriptor(std::move(readiness)),
          random_(w.with.seed * 1000 + shard::this_shard()->index()) {}

    std::uint64_t pick(std::uint64_t below) { return random_() % below; }

    /// When an operation's time is over: often at once, seldom later than all it could wait for.
    duration moment() {
        switch (pick(8)) {
            case 0:
                return 0us;
            case 1:
            case 2:
                return duration(pick(65'000));
            case 3:
                return duration(pick(2'000'000));
            default:
                return duration(pick(300'000));
        }
    }

    /// Somebody whose operation is under way is stopped, whatever it does now.
    void stop_somebody() {
        if (!victims.empty()) victims[pick(victims.size())]->request_stop();
    }

    world& all;
    listener listening;
    file storage;
    io_handle flag_descriptor;
    channel<std::uint64_t> values{4};
    mailbox<std::uint64_t> box{8};
    mutex lock;
    semaphore units{3};
    event gate;
    auto_reset_event pulse;
    std::vector<stop_source*> victims;
    bool inside = false;  ///< the mutex
    std::size_t held = 0;
    std::uint64_t sent = 0;
    std::uint64_t received = 0;

private:
    std::mt19937_64 random_;
};

/// An environment that is stopped at a random moment, by a timer or by somebody else.
class doomed {
public:
    explicit doomed(arena& a) : arena_(a), env_(this_task::env()), alarm_(*this) {
        source_.follow(env_.stop);
        env_.stop = source_.token();
        a.victims.push_back(&source_);
        this_task::loop().timers().add(alarm_, this_task::now() + a.moment());
    }
    doomed(const doomed&) = delete;
    doomed& operator=(const doomed&) = delete;
    ~doomed() { std::erase(arena_.victims, &source_); }

    [[nodiscard]] const environment& env() const noexcept { return env_; }

private:
    struct alarm : timer {
        explicit alarm(doomed& owner) noexcept
            : timer([](timer& t) noexcept { static_cast<alarm&>(t).self.source_.request_stop(); }),
              self(owner) {}
        doomed& self;
    };

    arena& arena_;
    stop_source source_;
    environment env_;
    alarm alarm_;
};

/// Runs `op` until it ends, or is stopped at a random moment in one of several ways. What it
/// returns is counted; EFAULT would mean that the kernel used memory that was not its any more.
template <class Op>
task<as_result<result_of<Op>>> until_stopped(arena& a, Op op) {
    account& sums = a.all.sums;
    const counted_frame frame(sums);
    std::optional<as_result<result_of<Op>>> outcome;
    if (a.pick(3) == 0) {
        outcome.emplace(co_await with_timeout(a.moment(), std::move(op)));
    } else {
        const doomed bounds(a);
        outcome.emplace(co_await detail::in_environment(bounds.env(), std::move(op)));
    }
    if (*outcome) {
        ++sums.succeeded;
    } else {
        const std::error_code error = outcome->error();
        const bool stop = error == errc::canceled || error == errc::timed_out;
        ++(stop ? sums.stopped : sums.failed);
        sums.expect(error != std::errc::bad_address, "the kernel used memory that was released");
    }
    co_return std::move(*outcome);
}

}  // namespace weir::stress
