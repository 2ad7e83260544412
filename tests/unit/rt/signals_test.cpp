// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>
#include <weir/rt.hpp>

#include <signal.h>
#include <unistd.h>

#include <filesystem>

namespace weir {
namespace {

using namespace std::chrono_literals;

TEST(signals, next_returns_the_signal_that_arrived) {
    auto main = []() -> task<result<void>> {
        auto set = co_await ok(signal_set::watch({SIGUSR1, SIGUSR2}));
        kill(getpid(), SIGUSR2);
        EXPECT_EQ(co_await ok(set.next()), SIGUSR2);
        kill(getpid(), SIGUSR1);
        EXPECT_EQ(co_await ok(set.next()), SIGUSR1);
        co_return {};
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
}

TEST(signals, arrive_while_waiting) {
    auto main = []() -> task<result<void>> {
        co_return co_await with_scope([](scope& s) -> task<result<void>> {
            auto set = co_await ok(signal_set::watch({SIGUSR1}));
            s.spawn("killer", []() -> task<result<void>> {
                co_await ok(sleep_for(2ms));
                kill(getpid(), SIGUSR1);
                co_return {};
            });
            EXPECT_EQ(co_await ok(set.next()), SIGUSR1);
            co_return {};
        });
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
}

TEST(signals, waiting_can_be_stopped) {
    auto main = []() -> task<result<void>> {
        auto set = co_await ok(signal_set::watch({SIGUSR1}));
        auto late = co_await with_timeout(2ms, set.next());
        EXPECT_EQ(late.error(), errc::timed_out);
        co_return {};
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
}

TEST(signals, a_refused_set_leaves_no_descriptor_behind) {
    auto open_descriptors = [] {
        return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
    };
    auto main = [&]() -> task<result<void>> {
        const auto before = open_descriptors();
        for (const int bad : {0, -1, 100'000, SIGKILL})
            EXPECT_EQ(signal_set::watch({SIGUSR1, bad}).error(), errc::bad_argument);
        co_await ok(sleep_for(1ms));  // handles close in the close phase
        EXPECT_EQ(open_descriptors(), before);
        co_return {};
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
}

TEST(signals, a_second_set_is_refused_and_the_handler_comes_back) {
    struct sigaction before{};
    sigaction(SIGUSR1, nullptr, &before);
    auto main = []() -> task<result<void>> {
        auto set = co_await ok(signal_set::watch({SIGUSR1}));
        EXPECT_EQ(signal_set::watch({SIGUSR1}).error(), std::errc::device_or_resource_busy);
        EXPECT_EQ(signal_set::watch({100'000}).error(), errc::bad_argument);
        co_return {};
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
    struct sigaction after{};
    sigaction(SIGUSR1, nullptr, &after);
    EXPECT_EQ(before.sa_handler, after.sa_handler);
}

}  // namespace
}  // namespace weir
