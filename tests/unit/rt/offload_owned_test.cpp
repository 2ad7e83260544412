// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>
#include <weir/rt.hpp>

#include <atomic>
#include <latch>
#include <memory>
#include <thread>

namespace weir::offload_owned_test {
namespace {

using namespace std::chrono_literals;

/// Calls that hang until the test lets them go. Shared, because they outlive their callers.
struct gate {
    std::latch open{1};
    std::atomic<int> inside{0};
    std::atomic<int> left{0};

    void pass() {
        ++inside;
        open.wait();
        ++left;
    }
};
using shared_gate = std::shared_ptr<gate>;

void hang(const shared_gate& g) {
    g->pass();
}

/// Lets the shard turn until it holds.
template <class Condition>
task<void> until(Condition holds) {
    while (!holds()) static_cast<void>(co_await sleep_for(1ms));
}

template <class F>
void run_here(F body) {
    const result<void> outcome = run(std::move(body), {.shards = 1});
    EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().message());
}

TEST(offload_owned, runs_on_the_pool_with_arguments_of_its_own) {
    offload_pool pool({.threads = 1});
    run_here([&]() -> task<result<void>> {
        auto add = [](std::unique_ptr<int> a, const std::string& b) { return *a + std::stoi(b); };
        EXPECT_EQ(
            co_await ok(offload_owned(pool, {}, add, std::make_unique<int>(2), std::string("3"))),
            5);
        const auto here = std::this_thread::get_id();
        EXPECT_NE(co_await ok(offload_owned(pool, {}, [] { return std::this_thread::get_id(); })),
                  here);
        co_return {};
    });
}

TEST(offload_owned, brings_errors_and_exceptions_back) {
    offload_pool pool({.threads = 1});
    run_here([&]() -> task<result<void>> {
        auto fails = []() -> result<int> { return fail(errc::eof); };
        EXPECT_EQ((co_await offload_owned(pool, {}, fails)).error(), errc::eof);
        bool caught = false;
        try {
            co_await ok(offload_owned(pool, {}, [] { throw std::runtime_error("x"); }));
        } catch (const std::runtime_error&) {
            caught = true;
        }
        EXPECT_TRUE(caught);
        co_return {};
    });
}

TEST(offload_owned, is_abandoned_at_its_run_limit_counted_and_its_thread_replaced) {
    auto stuck = std::make_shared<gate>();
    offload_pool pool({.threads = 1});
    run_here([&]() -> task<result<void>> {
        auto late = co_await offload_owned(pool, {.run = 5ms}, hang, stuck);
        EXPECT_EQ(late.error(), errc::timed_out);
        EXPECT_TRUE(pool.stats().degraded());
        EXPECT_EQ(pool.stats().lost, 1U);
        EXPECT_EQ(pool.stats().abandoned, 1U);
        // The only thread hangs, and the pool serves all the same.
        EXPECT_EQ(co_await ok(with_timeout(60s, offload_owned(pool, {}, [] { return 7; }))), 7);
        stuck->open.count_down();
        co_await until([&] { return !pool.stats().degraded(); });
        EXPECT_EQ(pool.stats().abandoned, 1U);
        EXPECT_EQ(pool.stats().threads, 1U) << "the one too many has gone";
        co_return {};
    });
}

TEST(offload_owned, the_run_limit_counts_from_when_a_thread_took_it) {
    offload_pool pool({.threads = 1});
    auto first = std::make_shared<gate>();
    run_here([&]() -> task<result<void>> {
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("first", [&]() -> task<result<void>> {
                co_return co_await offload_owned(pool, {}, hang, first);
            });
            co_await until([&] { return first->inside == 1; });
            s.spawn("opens", [&]() -> task<result<void>> {
                co_await ok(sleep_for(200ms));
                first->open.count_down();
                co_return {};
            });
            // Waits 200 ms for the thread, and that is not its own time.
            EXPECT_TRUE(co_await offload_owned(pool, {.run = 150ms}, [] {}));
            co_return {};
        });
    });
}

TEST(offload_owned, leaves_the_queue_at_its_queue_limit_and_never_runs) {
    offload_pool pool({.threads = 1});
    auto first = std::make_shared<gate>();
    auto ran = std::make_shared<std::atomic<bool>>(false);
    run_here([&]() -> task<result<void>> {
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("first", [&]() -> task<result<void>> {
                co_return co_await offload_owned(pool, {}, hang, first);
            });
            co_await until([&] { return first->inside == 1; });
            auto late = co_await offload_owned(pool, {.queue = 5ms}, [ran] { *ran = true; });
            EXPECT_EQ(late.error(), errc::timed_out);
            EXPECT_EQ(pool.stats().queued, 0U);
            EXPECT_FALSE(pool.stats().degraded()) << "to wait in vain is no overrun";
            first->open.count_down();
            co_return {};
        });
    });
    EXPECT_FALSE(*ran);
}

TEST(offload_owned, threads_are_replaced_up_to_the_cap_then_the_pool_shrinks) {
    auto stuck = std::make_shared<gate>();
    offload_pool pool({.threads = 2, .replacements = 1});
    run_here([&]() -> task<result<void>> {
        for (int i = 0; i < 3; ++i)
            EXPECT_EQ((co_await offload_owned(pool, {.run = 2ms}, hang, stuck)).error(),
                      errc::timed_out);
        EXPECT_EQ(pool.stats().lost, 3U);
        // Two threads and one replacement.
        co_await until([&] { return stuck->inside == 3; });
        auto none = co_await offload_owned(pool, {.queue = 5ms}, hang, stuck);
        EXPECT_EQ(none.error(), errc::timed_out);
        EXPECT_EQ(stuck->inside, 3);
        stuck->open.count_down();
        co_await until([&] { return !pool.stats().degraded(); });
        EXPECT_EQ(pool.stats().threads, 2U);
        EXPECT_TRUE(co_await offload_owned(pool, {}, [] {}));
        co_return {};
    });
}

TEST(offload_owned, a_stop_leaves_it_behind_at_once_and_its_thread_destroys_what_it_owned) {
    auto stuck = std::make_shared<gate>();
    std::weak_ptr<int> owned;
    offload_pool pool({.threads = 1});
    run_here([&]() -> task<result<void>> {
        auto argument = std::make_shared<int>(1);
        owned = argument;
        std::error_code ended;
        co_await ok(with_scope([&](scope& all) -> task<void> {
            all.spawn("call", [&]() -> task<void> {
                auto call = [stuck](const std::shared_ptr<int>&) { stuck->pass(); };
                auto done =
                    co_await offload_owned(pool, {}, call, std::exchange(argument, nullptr));
                ended = done.error();
            });
            co_await until([&] { return stuck->inside == 1; });
            all.request_stop();
        }));
        EXPECT_EQ(ended, errc::canceled);
        EXPECT_FALSE(owned.expired());
        stuck->open.count_down();
        co_await until([&] { return owned.expired(); });
        co_return {};
    });
}

TEST(offload_owned, the_pools_end_does_not_wait_for_what_was_abandoned) {
    auto stuck = std::make_shared<gate>();
    {
        offload_pool pool({.threads = 1});
        run_here([&]() -> task<result<void>> {
            auto late = co_await offload_owned(pool, {.run = 2ms}, hang, stuck);
            EXPECT_EQ(late.error(), errc::timed_out);
            co_return {};
        });
    }
    EXPECT_EQ(stuck->left, 0);
    stuck->open.count_down();
    while (stuck->left == 0) std::this_thread::yield();
}

TEST(offload_owned, limits_racing_with_the_end_lose_nothing) {
    offload_pool pool({.threads = 2, .queue_limit = 64});
    std::atomic<int> ended{0};
    run_here([&]() -> task<result<void>> {
        co_return co_await with_scope([&](scope& s) -> task<void> {
            for (int user = 0; user < 8; ++user)
                s.spawn("user", [&]() -> task<void> {
                    for (int i = 0; i < 500; ++i) {
                        const auto pause = duration(this_task::loop().random() % 200'000);
                        auto nap = [pause] { std::this_thread::sleep_for(pause); };
                        const offload_limits limits{.queue = 300us, .run = 100us};
                        static_cast<void>(co_await offload_owned(pool, limits, nap));
                        ++ended;
                    }
                });
            co_return;
        });
    });
    EXPECT_EQ(ended, 4000);
    while (pool.stats().degraded()) std::this_thread::yield();
    EXPECT_EQ(pool.stats().running, 0U);
    EXPECT_EQ(pool.stats().queued, 0U);
    EXPECT_LE(pool.stats().threads, 2U);
}

// The hang that schedulers of limited jobs had: a stop finds the limit reached, and what it stops
// makes room for those that wait, which are being stopped too.
TEST(offload_hang, a_stop_ends_a_full_pool_and_its_queue) {
    auto stuck = std::make_shared<gate>();
    offload_pool pool({.threads = 2, .queue_limit = 10});
    int refused = 0;
    int stopped = 0;
    run_here([&]() -> task<result<void>> {
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            auto call = [&]() -> task<void> {
                auto done = co_await offload_owned(pool, {}, hang, stuck);
                (done.error() == errc::queue_full ? refused : stopped) += 1;
            };
            for (int i = 0; i < 20; ++i) s.spawn("call", call);
            co_await until([&] { return refused == 8; });
            s.request_stop();
            // Those that come while it stops find the limit reached, and end as well.
            for (int i = 0; i < 20; ++i) s.spawn("late call", call);
            co_return {};
        });
    });
    EXPECT_EQ(stopped, 32);
    EXPECT_EQ(pool.stats().queued, 0U);
    stuck->open.count_down();
    while (pool.stats().degraded()) std::this_thread::yield();
}

TEST(offload_hang, a_stop_ends_tasks_behind_a_semaphore_that_is_used_up) {
    offload_pool pool({.threads = 1, .queue_limit = 0});
    semaphore limit(3);
    int held = 0;
    int ended = 0;
    run_here([&]() -> task<result<void>> {
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            auto job = [&]() -> task<result<void>> {
                {
                    auto permit = co_await limit.hold();
                    if (permit) {
                        ++held;
                        static_cast<void>(co_await sleep_for(1h));
                        // Clean-up goes on while others get the stop, and holds the permit.
                        static_cast<void>(co_await shielded(1s, offload(pool, [] {})));
                    }
                }
                ++ended;
                co_return {};
            };
            for (int i = 0; i < 50; ++i) s.spawn("job", job);
            co_await until([&] { return held == 3; });
            s.request_stop();
            for (int i = 0; i < 50; ++i) s.spawn("late job", job);
            co_return {};
        });
    });
    EXPECT_EQ(ended, 100);
    EXPECT_EQ(limit.available(), 3U);
}

}  // namespace
}  // namespace weir::offload_owned_test
