// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro/channel.hpp>
#include <weir/coro/ok.hpp>
#include <weir/coro/timeout.hpp>

namespace weir::channel_test {
namespace {

using namespace std::chrono_literals;
using test::manual_loop;
using test::stop_switch;

using text = std::unique_ptr<std::string>;

text make(std::string s) {
    return std::make_unique<std::string>(std::move(s));
}

TEST(channel, delivers_in_order_and_waits_while_full) {
    manual_loop loop;
    channel<int> c(2);
    auto one = loop.start(c.send(1));
    auto two = loop.start(c.send(2));
    auto three = loop.start(c.send(3));
    EXPECT_TRUE(one->done() && two->done());
    EXPECT_FALSE(three->done());
    EXPECT_EQ(c.size(), 2U);
    EXPECT_EQ(loop.run(c.receive()), 1);
    loop.run_ready();
    EXPECT_TRUE(three->take());
    EXPECT_EQ(loop.run(c.receive()), 2);
    EXPECT_EQ(loop.run(c.receive()), 3);
    EXPECT_TRUE(c.empty());
}

TEST(channel, hands_values_to_receivers_in_order_of_arrival) {
    manual_loop loop;
    channel<int> c(1);
    auto a = loop.start(c.receive());
    auto b = loop.start(c.receive());
    EXPECT_TRUE(c.try_send(1));
    EXPECT_TRUE(c.try_send(2));
    EXPECT_TRUE(c.try_send(3));
    loop.run_ready();
    EXPECT_EQ(a->take(), 1);
    EXPECT_EQ(b->take(), 2);
    EXPECT_EQ(c.try_receive(), 3);
}

TEST(channel, without_capacity_is_a_meeting) {
    manual_loop loop;
    channel<int> c(0);
    EXPECT_EQ(c.try_send(1).error(), errc::queue_full);
    auto sent = loop.start(c.send(7));
    EXPECT_FALSE(sent->done());
    EXPECT_EQ(loop.run(c.receive()), 7);
    loop.run_ready();
    EXPECT_TRUE(sent->take());
    auto waiting = loop.start(c.receive());
    EXPECT_TRUE(c.try_send(8));
    loop.run_ready();
    EXPECT_EQ(waiting->take(), 8);
}

TEST(channel, close_lets_values_out_and_then_says_eof) {
    manual_loop loop;
    channel<int> c(4);
    EXPECT_TRUE(c.try_send(1));
    c.close();
    c.close();
    EXPECT_TRUE(c.closed());
    EXPECT_EQ(c.try_send(2).error(), errc::closed);
    EXPECT_EQ(loop.run(c.send(2)).error(), errc::closed);
    EXPECT_EQ(loop.run(c.receive()), 1);
    EXPECT_EQ(loop.run(c.receive()).error(), errc::eof);
    EXPECT_FALSE(c.try_receive());
}

TEST(channel, close_ends_all_waiters) {
    manual_loop loop;
    channel<int> full(1);
    EXPECT_TRUE(full.try_send(1));
    auto sender = loop.start(full.send(2));
    full.close();
    channel<int> empty(1);
    auto receiver = loop.start(empty.receive());
    empty.close();
    loop.run_ready();
    EXPECT_EQ(sender->take().error(), errc::closed);
    EXPECT_EQ(receiver->take().error(), errc::eof);
    EXPECT_EQ(full.try_receive(), 1);
}

TEST(channel, failed_try_send_leaves_the_value) {
    channel<text> c(1);
    text first = make("first");
    text second = make("second");
    EXPECT_TRUE(c.try_send(std::move(first)));
    EXPECT_FALSE(c.try_send(std::move(second)));
    ASSERT_TRUE(second);
    c.close();
    EXPECT_FALSE(c.try_send(std::move(second)));
    EXPECT_EQ(*second, "second");
}

TEST(channel, value_handed_to_a_receiver_before_its_stop_arrives) {
    manual_loop loop;
    channel<text> c(1);
    stop_switch stop(loop);
    auto receiver = stop.start(c.receive());
    EXPECT_TRUE(c.try_send(make("kept")));
    stop.stop();
    auto got = receiver->take();
    ASSERT_TRUE(got);
    EXPECT_EQ(**got, "kept");
}

TEST(channel, stopped_receiver_takes_nothing) {
    manual_loop loop;
    channel<int> c(1);
    stop_switch stop(loop);
    auto receiver = stop.start(c.receive());
    stop.request();
    EXPECT_TRUE(c.try_send(1));
    loop.run_ready();
    EXPECT_EQ(receiver->take().error(), errc::canceled);
    EXPECT_EQ(stop.start(c.receive())->take().error(), errc::canceled);
    EXPECT_EQ(c.try_receive(), 1);
}

TEST(channel, stopped_sender_sends_nothing) {
    manual_loop loop;
    channel<int> c(1);
    stop_switch stop(loop);
    EXPECT_TRUE(c.try_send(1));
    auto sender = stop.start(c.send(2));
    stop.request(stop_reason::deadline);
    EXPECT_EQ(c.try_receive(), 1);
    loop.run_ready();
    EXPECT_EQ(sender->take().error(), errc::timed_out);
    EXPECT_TRUE(c.empty());
}

TEST(channel, receive_under_a_timeout) {
    manual_loop loop;
    channel<int> c(1);
    EXPECT_EQ(loop.run(with_timeout(1s, c.receive())).error(), errc::timed_out);
    EXPECT_TRUE(c.try_send(5));
    EXPECT_EQ(loop.run(with_timeout(1s, c.receive())), 5);
}

TEST(channel, ring_wraps_around) {
    channel<int> c(3);
    for (int i = 0; i < 100; ++i) {
        ASSERT_TRUE(c.try_send(2 * i));
        ASSERT_TRUE(c.try_send(2 * i + 1));
        ASSERT_EQ(c.try_receive(), 2 * i);
        ASSERT_EQ(c.try_receive(), 2 * i + 1);
    }
}

TEST(channel, destroys_the_values_left_in_it) {
    auto counted = std::make_shared<int>(0);
    {
        channel<std::shared_ptr<int>> c(4);
        EXPECT_TRUE(c.try_send(counted));
        EXPECT_TRUE(c.try_send(counted));
        EXPECT_EQ(counted.use_count(), 3);
    }
    EXPECT_EQ(counted.use_count(), 1);
}

// One task, both ends: no operation ever waits.
TEST(channel, a_million_ready_operations_neither_grow_the_stack_nor_starve) {
    manual_loop loop;
    channel<int> c(1);
    auto ping = [&]() -> task<result<long>> {
        long sum = 0;
        for (int i = 0; i < 500'000; ++i) {
            co_await ok(c.send(1));
            sum += co_await ok(c.receive());
        }
        co_return sum;
    };
    bool other_ran = false;
    auto other = [&]() -> task<void> {
        other_ran = true;
        co_return;
    };
    auto t = loop.start(ping());
    EXPECT_EQ(t->take(), 500'000);
    EXPECT_GE(loop.steps(), 1'000'000U / (loop_context::step_budget + 1));
    EXPECT_TRUE(loop.start(other())->done());
    EXPECT_TRUE(other_ran);
}

// Two tasks that wake each other each time.
TEST(channel, passes_a_hundred_thousand_values_between_two_tasks) {
    manual_loop loop;
    channel<int> c(0);
    auto produce = [&]() -> task<result<void>> {
        for (int i = 0; i < 100'000; ++i) co_await ok(c.send(i));
        c.close();
        co_return {};
    };
    auto consume = [&]() -> task<result<int>> {
        for (int expected = 0;; ++expected) {
            result<int> next = co_await c.receive();
            if (!next) co_return expected;
            EXPECT_EQ(*next, expected);
        }
    };
    auto p = loop.start(produce());
    auto q = loop.start(consume());
    EXPECT_TRUE(p->take());
    EXPECT_EQ(q->take(), 100'000);
}

TEST(channel, a_loop_that_ignores_its_stop_does_not_starve_others) {
    manual_loop loop;
    channel<int> c(1);
    stop_switch stop(loop);
    stop.stop();
    bool give_up = false;
    auto stubborn = [&]() -> task<void> {
        while (!give_up) static_cast<void>(co_await c.receive());
    };
    auto relieve = [&]() -> task<void> {
        give_up = true;
        co_return;
    };
    auto both = [&]() -> task<result<void>> {
        co_return co_await with_scope([&](scope& s) -> task<void> {
            s.spawn("stubborn", stubborn);
            s.spawn("relief", relieve);
            co_return;
        });
    };
    EXPECT_TRUE(stop.start(both())->done());
}

TEST(channel_death, destroyed_while_waited_for) {
    EXPECT_DEATH(
        {
            manual_loop loop;
            auto c = std::make_unique<channel<int>>(1);
            auto w = loop.start(c->receive());
            c.reset();
        },
        "a channel was destroyed while tasks wait for it");
}

TEST(channel, counted_senders_tell_when_none_is_left) {
    channel<int> c(2);
    EXPECT_FALSE(c.senders_gone());
    {
        channel<int>::sender first = c.make_sender();
        EXPECT_TRUE(first.try_send(1));
        const channel<int>::sender second = first;
        EXPECT_FALSE(c.senders_gone());
    }
    EXPECT_TRUE(c.senders_gone());
    EXPECT_EQ(c.try_receive(), 1);
    c.close();
    EXPECT_FALSE(c.senders_gone());
}

TEST(channel, counted_sender_waits_and_is_refused_as_any_other) {
    manual_loop loop;
    channel<int> c(1);
    channel<int>::sender s = c.make_sender();
    EXPECT_TRUE(s.try_send(1));
    auto waiting = loop.start(s.send(2));
    EXPECT_FALSE(waiting->done());
    EXPECT_EQ(c.try_receive(), 1);
    loop.run_ready();
    EXPECT_TRUE(waiting->take());
    c.close();
    EXPECT_EQ(s.try_send(3).error(), errc::closed);
}

TEST(channel_death, mixing_counted_senders_with_others_is_fatal) {
    channel<int> c(1);
    EXPECT_DEATH(
        {
            const auto s = c.make_sender();
            static_cast<void>(c.try_send(1));
        },
        "counted senders was sent to without one");
    EXPECT_DEATH(
        {
            {
                const auto s = c.make_sender();
            }
            const auto late = c.make_sender();
        },
        "last sender was gone");
}

}  // namespace
}  // namespace weir::channel_test
