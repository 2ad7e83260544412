// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>
#include <weir/rt.hpp>

#include <atomic>
#include <latch>
#include <thread>

namespace weir {
namespace {

using namespace std::chrono_literals;

TEST(offload, runs_on_a_thread_of_the_pool_and_returns_the_value) {
    const auto home = std::this_thread::get_id();
    offload_pool pool({.threads = 1});
    auto value = run(
        [&]() -> task<result<int>> {
            co_return co_await offload(pool, [&] {
                EXPECT_NE(std::this_thread::get_id(), home);
                return 5;
            });
        },
        {.shards = 1});
    EXPECT_EQ(value.value(), 5);
}

TEST(offload, rethrows_the_exception_of_the_call) {
    offload_pool pool({.threads = 1});
    EXPECT_THROW(static_cast<void>(run(
                     [&]() -> task<result<void>> {
                         co_return co_await offload(pool, [] { throw std::runtime_error("x"); });
                     },
                     {.shards = 1})),
                 std::runtime_error);
}

TEST(offload, refuses_when_the_queue_is_full) {
    std::latch release(1);
    offload_pool pool({.threads = 1, .queue_limit = 1});
    std::atomic<int> refused{0};
    auto main = [&]() -> task<result<void>> {
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            for (int i = 0; i < 4; ++i)
                s.spawn("call", [&]() -> task<void> {
                    auto done = co_await offload(pool, [&] { release.wait(); });
                    if (!done && done.error() == errc::queue_full) ++refused;
                });
            while (refused.load() < 2) co_await yield();
            release.count_down();
            co_return {};
        });
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
    EXPECT_EQ(refused.load(), 2);
    EXPECT_EQ(pool.stats().refused, 2U);
    EXPECT_EQ(pool.stats().finished, 2U);
}

TEST(offload, a_queued_call_leaves_the_queue_at_its_deadline) {
    std::latch release(1);
    offload_pool pool({.threads = 1, .queue_limit = 10});
    auto main = [&]() -> task<result<void>> {
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("holder", [&]() -> task<result<void>> {
                co_return co_await offload(pool, [&] { release.wait(); });
            });
            while (pool.stats().running == 0) co_await yield();
            bool ran = false;
            auto late = co_await with_timeout(5ms, offload(pool, [&] { ran = true; }));
            EXPECT_EQ(late.error(), errc::timed_out);
            EXPECT_FALSE(ran);
            release.count_down();
            co_return {};
        });
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
    EXPECT_EQ(pool.stats().queued, 0U);
}

TEST(offload, a_running_call_is_waited_for_and_its_success_wins) {
    offload_pool pool({.threads = 1});
    std::atomic<bool> running{false};
    std::atomic<bool> stopped{false};
    bool succeeded = false;
    auto call = [&]() -> task<result<void>> {
        auto late = co_await offload(pool, [&] {
            running = true;
            while (!stopped) std::this_thread::yield();
        });
        succeeded = late.has_value();
        co_return late;
    };
    auto main = [&]() -> task<result<void>> {
        co_return co_await with_scope([&](scope& s) -> task<void> {
            s.spawn("call", call);
            while (!running) co_await yield();
            s.request_stop();
            stopped = true;
        });
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
    EXPECT_TRUE(succeeded);
}

TEST(offload, many_calls_from_many_shards_all_end) {
    offload_pool pool({.threads = 4, .queue_limit = 100'000});
    std::atomic<int> ran{0};
    auto main = [&]() -> task<result<void>> {
        co_return co_await on_each_shard([&](shard&) -> task<result<void>> {
            co_return co_await with_scope([&](scope& s) -> task<void> {
                for (int i = 0; i < 500; ++i)
                    s.spawn("call", [&]() -> task<result<void>> {
                        co_return co_await offload(pool, [&] { ++ran; });
                    });
                co_return;
            });
        });
    };
    EXPECT_TRUE(run(main, {.shards = 3}));
    EXPECT_EQ(ran.load(), 1500);
    EXPECT_EQ(pool.stats().finished, 1500U);
}

}  // namespace
}  // namespace weir
