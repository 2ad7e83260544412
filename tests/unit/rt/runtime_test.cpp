// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>
#include <weir/rt.hpp>

#include <atomic>
#include <cstdlib>
#include <thread>

namespace weir {
namespace {

using namespace std::chrono_literals;

runtime_options one_shard() {
    return {.shards = 1};
}

TEST(runtime, run_returns_the_value_of_main) {
    EXPECT_EQ(run([]() -> task<int> { co_return 7; }, one_shard()).value(), 7);
}

TEST(runtime, run_returns_the_error_of_main) {
    auto outcome = run([]() -> task<result<int>> { co_return fail(errc::eof); }, one_shard());
    EXPECT_EQ(outcome.error(), errc::eof);
}

TEST(runtime, run_rethrows_what_main_throws) {
    EXPECT_THROW(static_cast<void>(run(
                     []() -> task<void> {
                         throw std::runtime_error("boom");
                         co_return;
                     },
                     one_shard())),
                 std::runtime_error);
}

TEST(runtime, sleeps_take_at_least_their_time) {
    const auto begin = clock::now();
    auto slept = run(
        []() -> task<result<void>> {
            co_await ok(sleep_for(20ms));
            co_return co_await sleep_for(20ms);
        },
        one_shard());
    EXPECT_TRUE(slept);
    EXPECT_GE(clock::now() - begin, 40ms);
}

TEST(runtime, stops_what_main_left_running) {
    std::error_code ended;
    auto main = [&]() -> task<void> {
        shard::this_shard()->post(
            [&]() -> task<void> { ended = (co_await sleep_for(1h)).error(); });
        co_await yield();
        co_await yield();
    };
    EXPECT_TRUE(run(main, one_shard()));
    EXPECT_EQ(ended, errc::canceled);
}

TEST(runtime, names_its_driver_as_the_environment_asks) {
    const char* wanted = std::getenv("WEIR_DRIVER");
    if (wanted == nullptr) wanted = "auto";
    std::string name;
    EXPECT_TRUE(run(
        [&]() -> task<void> {
            name = shard::this_shard()->driver_name();
            co_return;
        },
        one_shard()));
    if (std::string_view(wanted) != "auto") EXPECT_EQ(name, wanted);
    EXPECT_THAT(name, testing::AnyOf("uring", "epoll"));
}

TEST(runtime, embeds_in_a_program_with_threads_of_its_own) {
    runtime r({.shards = 2});
    ASSERT_TRUE(r.start());
    std::atomic<int> ran{0};
    for (unsigned i = 0; i < r.size(); ++i) {
        EXPECT_TRUE(r.at(i).post([&] { ++ran; }));
        EXPECT_TRUE(r.at(i).post([&]() -> task<void> {
            co_await yield();
            ++ran;
        }));
    }
    while (ran.load() != 4) std::this_thread::yield();
    r.request_stop();
    r.join();
    EXPECT_FALSE(r.at(0).post([] {}));
}

TEST(runtime, post_wakes_a_sleeping_shard) {
    runtime r({.shards = 1});
    ASSERT_TRUE(r.start());
    for (int i = 0; i < 200; ++i) {
        std::atomic<bool> ran{false};
        if (i % 2 == 0) std::this_thread::sleep_for(100us);
        ASSERT_TRUE(r.at(0).post([&] {
            ran.store(true);
            ran.notify_one();
        }));
        ran.wait(false);
    }
}

TEST(runtime, a_flood_of_ready_tasks_does_not_starve_timers) {
    bool stop = false;
    duration late{};
    auto main = [&]() -> task<result<void>> {
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            for (int i = 0; i < 4; ++i)
                s.spawn("flood", [&]() -> task<void> {
                    while (!stop) co_await yield();
                });
            const auto begin = clock::now();
            co_await ok(sleep_for(5ms));
            late = clock::now() - begin - 5ms;
            stop = true;
            co_return {};
        });
    };
    EXPECT_TRUE(run(main, one_shard()));
    EXPECT_LT(late, 1s);
}

TEST(runtime, usable_cpus_is_at_least_one_and_no_more_than_there_are) {
    EXPECT_GE(usable_cpus(), 1U);
    EXPECT_LE(usable_cpus(), std::thread::hardware_concurrency());
}

TEST(runtime_death, refuses_to_run_inside_a_shard) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(static_cast<void>(run(
                     []() -> task<void> {
                         static_cast<void>(run([]() -> task<int> { co_return 1; }, one_shard()));
                         co_return;
                     },
                     one_shard())),
                 "run\\(\\) was called inside a shard");
}

}  // namespace
}  // namespace weir
