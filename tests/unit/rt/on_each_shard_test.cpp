// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>
#include <weir/rt.hpp>

#include <atomic>

namespace weir {
namespace {

using namespace std::chrono_literals;

TEST(on_each_shard, runs_once_on_every_shard) {
    std::array<std::atomic<int>, 3> ran{};
    auto main = [&]() -> task<result<void>> {
        co_return co_await on_each_shard([&](shard& here) -> task<result<void>> {
            EXPECT_EQ(&here, shard::this_shard());
            ++ran[here.index()];
            co_return {};
        });
    };
    EXPECT_TRUE(run(main, {.shards = 3}));
    for (auto& n : ran) EXPECT_EQ(n.load(), 1);
}

TEST(on_each_shard, the_first_failure_stops_the_others) {
    auto main = []() -> task<result<void>> {
        co_return co_await on_each_shard([](shard& here) -> task<result<void>> {
            if (here.index() == 1) co_return fail(errc::eof);
            co_return co_await sleep_for(1h);
        });
    };
    EXPECT_EQ(run(main, {.shards = 3}).error(), errc::eof);
}

}  // namespace
}  // namespace weir
