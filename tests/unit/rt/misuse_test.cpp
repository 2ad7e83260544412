// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>
#include <weir/net.hpp>
#include <weir/rt.hpp>

#include <optional>
#include <thread>

// Misuse that the compiler cannot refuse ends the program with a sentence that says what was wrong.
// What it can refuse: tests/compile_fail. Misuse within one shard: the tests of each class.

namespace weir::misuse_test {
namespace {

using namespace std::chrono_literals;

/// Runs `body` on the first of two shards.
template <class F>
void on_two_shards(F body) {
    static_cast<void>(run(std::move(body), {.shards = 2}));
}

/// Calls `fn` on the other shard.
template <class F>
task<void> elsewhere(F fn) {
    static_cast<void>(co_await call_on(shard::this_shard()->owner().at(1), std::move(fn)));
}

/// `wait` is awaited here, `disturb` called elsewhere meanwhile.
template <class Wait, class Disturb>
task<result<void>> wait_here(Wait wait, Disturb disturb) {
    co_return co_await with_scope([&](scope& s) -> task<void> {
        s.spawn("waits here", [&]() -> task<void> { static_cast<void>(co_await wait()); });
        co_await yield();
        co_await elsewhere(disturb);
    });
}

class misuse_death : public testing::Test {
protected:
    // The children are started anew: a fork alone has none of its parent's threads.
    misuse_death() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(misuse_death, an_event_set_from_another_shard) {
    EXPECT_DEATH(on_two_shards([]() -> task<result<void>> {
                     event e;
                     co_return co_await wait_here([&] { return e.wait(); }, [&] { e.set(); });
                 }),
                 "event.wait was used outside of its shard");
}

TEST_F(misuse_death, an_event_awaited_on_another_shard) {
    EXPECT_DEATH(on_two_shards([]() -> task<result<void>> {
                     event e;
                     auto wait = [&]() -> task<result<void>> { co_return co_await e.wait(); };
                     co_return co_await with_scope([&](scope& s) -> task<void> {
                         s.spawn("waits there", [&]() -> task<void> { co_await elsewhere(wait); });
                         co_await yield();
                         co_await elsewhere([] {});  // which is after the other
                         e.set();
                     });
                 }),
                 "event.wait was used outside of its shard");
}

TEST_F(misuse_death, a_channel_sent_to_from_another_shard) {
    EXPECT_DEATH(on_two_shards([]() -> task<result<void>> {
                     channel<int> c(1);
                     co_return co_await wait_here([&] { return c.receive(); },
                                                  [&] { static_cast<void>(c.try_send(1)); });
                 }),
                 "channel.receive was used outside of its shard");
}

TEST_F(misuse_death, a_semaphore_released_by_another_thread) {
    EXPECT_DEATH(on_two_shards([]() -> task<result<void>> {
                     semaphore s(0);
                     co_return co_await wait_here(
                         [&] { return s.acquire(); },
                         [&] { std::thread([&] { s.release(); }).join(); });
                 }),
                 "semaphore.acquire was used outside of its shard");
}

TEST_F(misuse_death, a_stop_requested_from_another_shard) {
    EXPECT_DEATH(on_two_shards([]() -> task<result<void>> {
                     co_return co_await with_scope([](scope& s) -> task<void> {
                         co_await elsewhere([&] { s.request_stop(); });
                     });
                 }),
                 "a scope was used outside of its shard");
}

TEST_F(misuse_death, a_task_spawned_into_a_scope_of_another_shard) {
    EXPECT_DEATH(
        on_two_shards([]() -> task<result<void>> {
            co_return co_await with_scope([](scope& s) -> task<void> {
                co_await elsewhere([&] { s.spawn("child", []() -> task<void> { co_return; }); });
            });
        }),
        "a scope was used outside of its shard");
}

/// Made on the first shard.
listener some_listener() {
    return listener::listen(address::loopback(0)).value();
}

TEST_F(misuse_death, an_operation_on_a_descriptor_of_another_shard) {
    EXPECT_DEATH(on_two_shards([]() -> task<result<void>> {
                     listener l = some_listener();
                     auto peer = co_await ok(socket_stream::connect(l.local_address()));
                     co_await elsewhere([&]() -> task<void> {
                         static_cast<void>(co_await peer.write(as_bytes("x")));
                     });
                     co_return {};
                 }),
                 "a descriptor was used outside of its shard; hand connections over with");
}

TEST_F(misuse_death, an_accept_on_a_listener_of_another_shard) {
    EXPECT_DEATH(
        on_two_shards([]() -> task<result<void>> {
            listener l = some_listener();
            co_await elsewhere([&]() -> task<void> { static_cast<void>(co_await l.accept()); });
            co_return {};
        }),
        "a descriptor was used outside of its shard");
}

TEST_F(misuse_death, a_descriptor_closed_on_another_shard) {
    EXPECT_DEATH(on_two_shards([]() -> task<result<void>> {
                     listener l = some_listener();
                     auto peer = co_await ok(socket_stream::connect(l.local_address()));
                     co_await elsewhere([&] { peer.close(); });
                     co_return {};
                 }),
                 "a descriptor was used outside of its shard");
}

TEST_F(misuse_death, a_descriptor_that_outlives_its_shard) {
    EXPECT_DEATH(
        {
            std::optional<listener> l;
            on_two_shards([&]() -> task<void> {
                l = some_listener();
                co_return;
            });
            l.reset();
        },
        "a descriptor was closed outside of a shard, or outlived its own");
}

TEST_F(misuse_death, a_scope_left_unjoined) {
    EXPECT_DEATH(on_two_shards([]() -> task<void> {
                     scope s;
                     s.spawn("forgotten", []() -> task<void> { co_await yield(); });
                     co_return;
                 }),
                 "forgotten(.|\n)*a scope was destroyed before it was joined");
}

TEST_F(misuse_death, a_blocking_run_inside_a_shard) {
    EXPECT_DEATH(on_two_shards([]() -> task<void> {
                     static_cast<void>(run([]() -> task<void> { co_return; }, {.shards = 1}));
                     co_return;
                 }),
                 "run\\(\\) was called inside a shard; co_await instead");
}

TEST_F(misuse_death, a_runtime_joined_on_a_shard) {
    EXPECT_DEATH(on_two_shards([]() -> task<void> {
                     shard::this_shard()->owner().join();
                     co_return;
                 }),
                 "a runtime was joined on a shard, which would wait for itself");
}

TEST_F(misuse_death, a_posted_task_that_fails) {
    auto failing = []() -> task<result<void>> { co_return fail(errc::eof); };
    EXPECT_DEATH(on_two_shards([&]() -> task<result<void>> {
                     shard::this_shard()->post(failing);
                     co_return co_await sleep_for(1h);
                 }),
                 "a posted task failed, and nobody waits for it: .*the peer closed");
}

TEST_F(misuse_death, a_posted_task_that_throws) {
    auto throwing = []() -> task<void> {
        throw std::runtime_error("boom");
        co_return;
    };
    EXPECT_DEATH(on_two_shards([&]() -> task<result<void>> {
                     shard::this_shard()->post(throwing);
                     co_return co_await sleep_for(1h);
                 }),
                 "a posted task failed, and nobody waits for it: exception: boom");
}

TEST_F(misuse_death, a_posted_task_that_a_stop_ends_has_not_failed) {
    bool ran = false;
    EXPECT_TRUE(run(
        [&]() -> task<void> {
            shard::this_shard()->post([&]() -> task<result<void>> {
                ran = true;
                co_return co_await sleep_for(1h);
            });
            co_await yield();
            co_await yield();
        },
        {.shards = 1}));
    EXPECT_TRUE(ran);
}

}  // namespace
}  // namespace weir::misuse_test
