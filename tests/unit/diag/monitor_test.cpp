// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "unit/diag/watched_runtime.hpp"

#include <weir/diag/monitor.hpp>
#include <weir/diag/profile_formats.hpp>

#include <dlfcn.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

// A stall takes the time that it takes: these tests block shards for real, and wait for the
// watchdog to have seen it, without asserting how long anything took.

namespace weir::diag {
namespace {

using namespace std::chrono_literals;
using test::watched_runtime;

std::uint64_t newest_id() {
    const auto all = recent_stalls(1);
    return all.empty() ? 0 : all.front().id;
}

/// Asks until `done()`; false after half a minute.
template <class F>
bool eventually(F done) {
    for (int i = 0; i < 6'000; ++i) {
        if (done()) return true;
        std::this_thread::sleep_for(5ms);
    }
    return false;
}

/// The stall after `id` that has ended.
stall_record ended_after(std::uint64_t id) {
    stall_record found;
    EXPECT_TRUE(eventually([&] {
        for (stall_record& r : recent_stalls())
            if (r.id > id && r.ended) {
                found = std::move(r);
                return true;
            }
        return false;
    }));
    return found;
}

void block_for(std::chrono::nanoseconds time) {
    const timespec t{.tv_sec = 0, .tv_nsec = time.count()};
    nanosleep(&t, nullptr);
}

class monitor : public ::testing::Test {
protected:
    void SetUp() override {
        runtime_.emplace();
        set_threshold(0, 10ms);
    }
    /// Runs `f` in one step of a task named "victim", and returns the record of its stall.
    template <class F>
    stall_record stall_by(F f) {
        const std::uint64_t before = newest_id();
        runtime_->start("victim", [f]() -> task<void> {
            co_await yield();
            f();
        });
        return ended_after(before);
    }

    std::optional<watched_runtime> runtime_;
};

TEST_F(monitor, a_step_that_sleeps_leaves_a_record) {
    const stall_record r = stall_by([] { block_for(60ms); });
    EXPECT_EQ(r.cause, stall_cause::syscall);
    EXPECT_THAT(r.detail, testing::HasSubstr("nanosleep"));
    EXPECT_THAT(r.culprit, testing::HasSubstr("block_for"));
    EXPECT_EQ(r.task, "victim");
    EXPECT_THAT(r.spawned_at, testing::HasSubstr("monitor_test.cpp"));
    ASSERT_FALSE(r.awaiting.empty());
    EXPECT_THAT(r.awaiting.front().file, testing::HasSubstr("monitor_test.cpp"));
    EXPECT_GE(r.lasted, 50ms);
}

TEST_F(monitor, while_it_lasts_liveness_names_it) {
    std::array<char, 2048> text{};
    const auto says = [&] { return std::string(text.data(), liveness(text).size); };
    EXPECT_EQ(liveness(text).oldest_stall, 0ns);
    {
        const test::stuck_shard stuck(runtime_->at(0));
        EXPECT_TRUE(eventually([&] { return liveness(text).oldest_stall >= 10ms; }));
        EXPECT_TRUE(eventually([&] { return says().find("stuck_shard") != std::string::npos; }))
            << says();
        EXPECT_FALSE(shards_now().front().waiting);
        EXPECT_NE(shards_now().front().stall_id, 0U);
    }
    EXPECT_TRUE(eventually([&] { return liveness(text).oldest_stall == 0ns; }));
    EXPECT_EQ(says(), "{\"stalls\":[]}\n");
}

TEST_F(monitor, liveness_is_cut_to_the_room_there_is) {
    const test::stuck_shard stuck(runtime_->at(0));
    std::array<char, 10> text{};
    EXPECT_TRUE(eventually([&] { return liveness(text).oldest_stall > 0ns; }));
    EXPECT_LE(liveness(text).size, text.size());
    EXPECT_EQ(liveness({}).size, 0U);
}

TEST_F(monitor, short_blocking_is_counted_by_where_the_step_began) {
    if (std::string(tiers_in_use().switches) != "rseq") GTEST_SKIP() << tiers_in_use().switches;
    const std::uint64_t before = counts().blocked_steps;
    runtime_->run([]() -> task<result<void>> {
        for (int i = 0; i < 20; ++i) {
            co_await yield();
            block_for(300us);
        }
        co_return result<void>();
    });
    EXPECT_GE(counts().blocked_steps - before, 10U);
    std::uint64_t here = 0;
    for (const blocking_culprit& c : blocking_culprits())
        if (c.file.find("monitor_test.cpp") != std::string::npos) here += c.blocked;
    EXPECT_GE(here, 10U);
}

TEST_F(monitor, switched_off_it_sees_nothing) {
    set_enabled(false);
    const std::uint64_t before = newest_id();
    runtime_->run([]() -> task<result<void>> {
        co_await yield();
        block_for(60ms);
        co_return result<void>();
    });
    EXPECT_EQ(newest_id(), before);
    set_enabled(true);
    EXPECT_GT(stall_by([] { block_for(60ms); }).id, before);
}

TEST_F(monitor, turns_are_counted_by_duration) {
    stall_by([] { block_for(60ms); });
    const lag_histogram turns = turn_histogram(0);
    std::uint64_t long_ones = 0;
    for (std::size_t i = 25; i < turns.buckets.size(); ++i) long_ones += turns.buckets[i];
    EXPECT_GE(long_ones, 1U);
    EXPECT_GT(turns.total_ns, 50'000'000U);
}

TEST_F(monitor, a_profile_shows_the_stall_under_its_coroutine) {
    stall_by([] { block_for(80ms); });
    const profile p = recent_profile(1min);
    ASSERT_EQ(p.tracks().size(), 1U);
    EXPECT_FALSE(p.stalls().empty());
    const std::string text = to_collapsed(p);
    EXPECT_THAT(text, testing::HasSubstr("async"));
    EXPECT_THAT(text, testing::HasSubstr("block_for"));
}

TEST_F(monitor, without_a_directory_no_profile_is_written) {
    EXPECT_EQ(write_profile(1s).error(), errc::unavailable);
}

// What must not bring the watchdog down, under the sanitizers too.

TEST_F(monitor, survives_a_stall_during_unwinding) {
    struct slow {
        ~slow() { block_for(40ms); }
    };
    const stall_record r = stall_by([] {
        try {
            const slow s;
            throw std::runtime_error("on the way");
        } catch (const std::runtime_error&) {
        }
    });
    EXPECT_EQ(r.cause, stall_cause::syscall);
}

TEST_F(monitor, survives_a_stall_during_dlopen) {
    const stall_record r = stall_by([] {
        void* plugin = dlopen(DIAG_TEST_SLOW_PLUGIN, RTLD_NOW);
        EXPECT_NE(plugin, nullptr) << dlerror();
        if (plugin != nullptr) dlclose(plugin);
    });
    EXPECT_EQ(r.cause, stall_cause::syscall);
    EXPECT_THAT(describe(r), testing::HasSubstr("nanosleep"));
}

TEST_F(monitor, survives_a_fork_in_a_stall) {
    const stall_record r = stall_by([] {
        const pid_t child = fork();
        if (child == 0) {
            block_for(60ms);
            _exit(0);
        }
        waitpid(child, nullptr, 0);
    });
    EXPECT_EQ(r.cause, stall_cause::syscall);
    EXPECT_THAT(r.detail, testing::HasSubstr("wait4"));
}

TEST_F(monitor, survives_a_stall_in_a_signal_handler) {
    struct sigaction action{};
    action.sa_handler = [](int) { block_for(60ms); };
    sigaction(SIGUSR2, &action, nullptr);
    EXPECT_EQ(stall_by([] { raise(SIGUSR2); }).cause, stall_cause::syscall);
    signal(SIGUSR2, SIG_DFL);
}

TEST_F(monitor, survives_a_stall_at_shutdown) {
    const std::uint64_t before = newest_id();
    runtime_->start("last", []() -> task<void> {
        static_cast<void>(co_await sleep_for(1h));
        block_for(60ms);
    });
    runtime_->stop();
    EXPECT_GT(ended_after(before).id, before);
    EXPECT_TRUE(shards_now().empty());
}

TEST(many_stalls, ten_thousand_in_a_row) {
    watched_runtime r;
    set_threshold(0, 1ms);
    const stall_counts before = counts();
    r.run([]() -> task<result<void>> {
        for (int i = 0; i < 10'000; ++i) {
            co_await yield();
            block_for(1100us);
        }
        co_return result<void>();
    });
    r.stop();
    // Some may have found no room on their way to the reporter; none is counted twice.
    EXPECT_TRUE(eventually([&] {
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < stall_cause_count; ++i)
            seen += counts().by_cause[i] - before.by_cause[i];
        return seen >= 1'000 && seen <= 11'000;
    }));
}

}  // namespace
}  // namespace weir::diag
