// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>
#include <weir/rt/offload_list.hpp>
#include <weir/rt/runtime.hpp>

#include <algorithm>
#include <optional>
#include <semaphore>
#include <string_view>

namespace weir::offload_list_test {
namespace {

std::optional<offload_pool_info> find(std::string_view name) {
    for (const offload_pool_info& p : offload_pools())
        if (p.name == name) return p;
    return std::nullopt;
}

TEST(offload_list, a_pool_is_there_while_it_lives) {
    {
        const offload_pool pool({.name = "listed", .threads = 2, .queue_limit = 5});
        const auto found = find("listed");
        ASSERT_TRUE(found);
        EXPECT_EQ(found->threads, 2U);
        EXPECT_EQ(found->queue_limit, 5U);
        EXPECT_FALSE(found->oldest_call);
        EXPECT_FALSE(found->exhausted());
    }
    EXPECT_FALSE(find("listed"));
}

TEST(offload_list, an_exhausted_pool_says_so_and_since_when) {
    const auto outcome = run([]() -> task<result<void>> {
        offload_pool pool({.name = "narrow", .threads = 1});
        std::binary_semaphore begun(0);
        std::binary_semaphore go_on(0);
        const auto hold = [&] {
            begun.release();
            go_on.acquire();
        };
        auto watch = [&]() -> task<result<void>> {
            co_await ok(offload(shard::of(this_task::env()).file_pool(), [&] { begun.acquire(); }));
            const auto found = find("narrow");
            EXPECT_TRUE(found && found->exhausted());
            EXPECT_TRUE(found && found->oldest_call.has_value());
            EXPECT_EQ(found ? found->stats.queued : 0, 1U);
            go_on.release(1);
            co_return {};
        };
        co_await ok(when_all(offload(pool, hold), offload(pool, [] {}), watch()));
        const auto after = find("narrow");
        EXPECT_TRUE(after && !after->exhausted() && !after->oldest_call);
        co_return {};
    });
    EXPECT_TRUE(outcome);
}

}  // namespace
}  // namespace weir::offload_list_test
