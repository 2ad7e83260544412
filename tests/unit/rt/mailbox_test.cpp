// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>
#include <weir/rt.hpp>
#include <weir/rt/mailbox.hpp>

#include <thread>

namespace weir {
namespace {

using namespace std::chrono_literals;

TEST(mailbox, brings_messages_of_other_threads_in_their_order) {
    auto main = []() -> task<result<void>> {
        mailbox<int> box(100);
        std::thread sender([&] {
            for (int i = 0; i < 1000;)
                if (box.try_send(i)) ++i;
        });
        for (int i = 0; i < 1000; ++i) EXPECT_EQ(co_await ok(box.receive()), i);
        sender.join();
        EXPECT_EQ(box.size(), 0U);
        co_return {};
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
}

TEST(mailbox, refuses_when_full_and_after_close) {
    auto main = []() -> task<result<void>> {
        mailbox<int> box(2);
        EXPECT_TRUE(box.try_send(1));
        EXPECT_TRUE(box.try_send(2));
        EXPECT_EQ(box.try_send(3).error(), errc::queue_full);
        EXPECT_EQ(co_await ok(box.receive()), 1);
        EXPECT_TRUE(box.try_send(4));
        EXPECT_EQ(co_await ok(box.receive()), 2);
        EXPECT_EQ(co_await ok(box.receive()), 4);
        box.close();
        EXPECT_EQ(box.try_send(5).error(), errc::closed);
        EXPECT_EQ((co_await box.receive()).error(), errc::eof);
        co_return {};
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
}

TEST(mailbox, send_waits_for_room_across_shards) {
    auto main = []() -> task<result<void>> {
        mailbox<int> box(4);
        shard& other = shard::this_shard()->owner().at(1);
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("sender", [&]() -> task<result<void>> {
                co_return co_await call_on(other, [&]() -> task<result<void>> {
                    for (int i = 0; i < 500; ++i) co_await ok(box.send(i));
                    co_return {};
                });
            });
            for (int i = 0; i < 500; ++i) EXPECT_EQ(co_await ok(box.receive()), i);
            co_return {};
        });
    };
    EXPECT_TRUE(run(main, {.shards = 2}));
}

TEST(mailbox, its_end_is_told_to_those_that_wait_for_room) {
    std::error_code told;
    auto main = [&]() -> task<result<void>> {
        auto box = std::make_unique<mailbox<int>>(1);
        EXPECT_TRUE(box->try_send(1));
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("sender", [&]() -> task<void> { told = (co_await box->send(2)).error(); });
            co_await ok(sleep_for(5ms));
            box->close();
            co_return {};
        });
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
    EXPECT_EQ(told, errc::closed);
}

}  // namespace
}  // namespace weir
