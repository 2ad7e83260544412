// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>
#include <weir/rt.hpp>

namespace weir {
namespace {

using namespace std::chrono_literals;

shard& other() {
    return shard::this_shard()->owner().at(1);
}

TEST(call_on, runs_on_the_target_and_brings_the_value_back) {
    auto main = []() -> task<result<void>> {
        auto where = co_await ok(call_on(other(), [] { return shard::this_shard()->index(); }));
        EXPECT_EQ(where, 1U);
        EXPECT_EQ(shard::this_shard()->index(), 0U);
        auto later = co_await ok(call_on(other(), []() -> task<result<int>> {
            co_await ok(sleep_for(1ms));
            co_return static_cast<int>(shard::this_shard()->index());
        }));
        EXPECT_EQ(later, 1);
        co_return {};
    };
    EXPECT_TRUE(run(main, {.shards = 2}));
}

TEST(call_on, brings_errors_and_exceptions_back) {
    auto main = []() -> task<result<void>> {
        auto failed =
            co_await call_on(other(), []() -> task<result<void>> { co_return fail(errc::eof); });
        EXPECT_EQ(failed.error(), errc::eof);
        bool caught = false;
        try {
            auto never = co_await call_on(other(), []() -> int { throw std::logic_error("x"); });
            EXPECT_FALSE(never);
        } catch (const std::logic_error&) {
            caught = true;
        }
        EXPECT_TRUE(caught);
        co_return {};
    };
    EXPECT_TRUE(run(main, {.shards = 2}));
}

TEST(call_on, passes_the_stop_on_and_waits_for_the_end) {
    auto main = []() -> task<result<void>> {
        bool ended = false;
        auto late = co_await with_timeout(5ms, call_on(other(), [&]() -> task<result<void>> {
                                              auto slept = co_await sleep_for(1h);
                                              ended = true;
                                              co_return slept;
                                          }));
        EXPECT_EQ(late.error(), errc::timed_out);
        EXPECT_TRUE(ended);
        co_return {};
    };
    EXPECT_TRUE(run(main, {.shards = 2}));
}

TEST(call_on, carries_deadline_and_trace) {
    auto main = []() -> task<result<void>> {
        auto seen = co_await with_timeout(1h, call_on(other(), [] { return 0; }));
        EXPECT_TRUE(seen);
        auto due = co_await ok(with_timeout(1h, call_on(other(), []() -> task<bool> {
                                                co_return this_task::deadline().is_never();
                                            })));
        EXPECT_FALSE(due);
        co_return {};
    };
    EXPECT_TRUE(run(main, {.shards = 2}));
}

TEST(call_on, ten_thousand_calls_both_ways) {
    auto main = []() -> task<result<void>> {
        int sum = 0;
        for (int i = 0; i < 10'000; ++i) sum += co_await ok(call_on(other(), [] { return 1; }));
        EXPECT_EQ(sum, 10'000);
        co_return {};
    };
    EXPECT_TRUE(run(main, {.shards = 2}));
}

}  // namespace
}  // namespace weir
