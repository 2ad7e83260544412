// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "io_test.hpp"

#include <weir/net/accept_on_shards.hpp>

#include <array>
#include <atomic>

namespace weir {
namespace {

using test::patience;
using test::run_io;
using test::scratch_directory;
using namespace std::chrono_literals;

constexpr unsigned shard_count = 3;
constexpr int connection_count = 60;

struct tally {
    std::atomic<unsigned> ready{0};
    std::array<std::atomic<int>, shard_count> served{};
};

task<result<void>> answer(socket_stream peer) {
    buffer data = co_await ok(peer.recv());
    co_return co_await peer.write(data.bytes());
}

task<result<void>> serve(listener& l, tally& counts) {
    std::atomic<int>& mine = counts.served[shard::this_shard()->index()];
    ++counts.ready;
    co_return co_await with_scope([&](scope& s) -> task<result<void>> {
        for (;;) {
            s.spawn("connection", answer, (co_await ok(l.accept())).stream);
            ++mine;
        }
    });
}

task<result<void>> ask(const address& at) {
    socket_stream s = co_await ok(socket_stream::connect(at));
    co_await ok(s.write(as_bytes("hello")));
    EXPECT_EQ((co_await ok(s.recv())).view(), "hello");
    co_return {};
}

/// Serves on all shards, asks often, stops.
task<result<void>> exercise(address at, accept_mode mode, tally& counts) {
    listener l = co_await ok(listener::listen(at, {.reuse_port = at.is_ip()}));
    const address where = l.local_address();
    co_return co_await with_scope([&](scope& s) -> task<result<void>> {
        s.spawn("serve", [&]() -> task<result<void>> {
            co_return co_await accept_on_shards(std::move(l), mode,
                                                [&](listener& own) -> task<result<void>> {
                                                    co_return co_await serve(own, counts);
                                                });
        });
        while (counts.ready < shard_count) co_await ok(sleep_for(1ms));
        for (int i = 0; i < connection_count; ++i) co_await ok(with_timeout(patience, ask(where)));
        s.request_stop();
        co_return {};
    });
}

TEST(accept_on_shards, hands_connections_over_in_turn) {
    tally counts;
    run_io(
        [&]() -> task<result<void>> {
            co_return co_await exercise(address::loopback(0), accept_mode::hand_over, counts);
        },
        shard_count);
    for (const auto& served : counts.served) EXPECT_EQ(served, connection_count / 3);
}

TEST(accept_on_shards, hands_over_unix_connections) {
    tally counts;
    const scratch_directory scratch;
    const address at = address::unix_path(scratch / "s").value();
    run_io(
        [&]() -> task<result<void>> {
            co_return co_await exercise(at, accept_mode::hand_over, counts);
        },
        shard_count);
    for (const auto& served : counts.served) EXPECT_EQ(served, connection_count / 3);
}

TEST(accept_on_shards, lets_the_kernel_spread_connections) {
    tally counts;
    run_io(
        [&]() -> task<result<void>> {
            co_return co_await exercise(address::loopback(0), accept_mode::per_shard, counts);
        },
        shard_count);
    int total = 0;
    for (const auto& served : counts.served) {
        EXPECT_GT(served, 0);
        total += served;
    }
    EXPECT_EQ(total, connection_count);
}

TEST(accept_on_shards, waits_when_all_queues_are_full) {
    run_io(
        []() -> task<result<void>> {
            constexpr int count = 40;
            std::atomic<int> served{0};
            listener l = co_await ok(listener::listen(address::loopback(0), {.pending_limit = 1}));
            const address at = l.local_address();
            const auto slowly = [&](listener& own) -> task<result<void>> {
                for (;;) {
                    accepted next = co_await ok(own.accept());
                    co_await ok(sleep_for(2ms));
                    co_await ok(answer(std::move(next.stream)));
                    ++served;
                }
            };
            co_await ok(with_timeout(patience, with_scope([&](scope& s) -> task<result<void>> {
                                         s.spawn("serve", [&]() -> task<result<void>> {
                                             co_return co_await accept_on_shards(
                                                 std::move(l), accept_mode::hand_over, slowly);
                                         });
                                         co_await ok(with_scope([&](scope& clients) -> task<void> {
                                             for (int i = 0; i < count; ++i)
                                                 clients.spawn("client",
                                                               [&]() -> task<result<void>> {
                                                                   co_return co_await ask(at);
                                                               });
                                             co_return;
                                         }));
                                         s.request_stop();
                                         co_return {};
                                     })));
            EXPECT_EQ(served, count);
            co_return {};
        },
        shard_count);
}

TEST(accept_on_shards, needs_a_shared_port_for_one_listener_per_shard) {
    run_io([]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0)));
        const auto refused =
            co_await accept_on_shards(std::move(l), accept_mode::per_shard,
                                      [](listener&) -> task<result<void>> { co_return {}; });
        EXPECT_EQ(refused.error(), errc::bad_argument);
        co_return {};
    });
}

TEST(accept_on_shards, ends_when_all_have_ended) {
    for (const accept_mode mode : {accept_mode::per_shard, accept_mode::hand_over})
        run_io(
            [mode]() -> task<result<void>> {
                listener l =
                    co_await ok(listener::listen(address::loopback(0), {.reuse_port = true}));
                co_return co_await accept_on_shards(
                    std::move(l), mode, [](listener&) -> task<result<void>> { co_return {}; });
            },
            shard_count);
}

TEST(accept_on_shards, a_failure_on_one_shard_stops_the_others) {
    for (const accept_mode mode : {accept_mode::per_shard, accept_mode::hand_over})
        run_io(
            [mode]() -> task<result<void>> {
                listener l =
                    co_await ok(listener::listen(address::loopback(0), {.reuse_port = true}));
                const auto failed = co_await accept_on_shards(
                    std::move(l), mode, [](listener& own) -> task<result<void>> {
                        if (shard::this_shard()->index() == 1) co_return fail(errc::too_large);
                        co_await ok(own.accept());
                        co_return {};
                    });
                EXPECT_EQ(failed.error(), errc::too_large);
                co_return {};
            },
            shard_count);
}

}  // namespace
}  // namespace weir
