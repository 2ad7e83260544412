// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0

/// Messages from one shard to another, a million in each run, both shards on cores of their own;
/// beside them a queue with a lock. "items_per_second" is the number to read. Wants two idle cores.

#include <weir/coro.hpp>
#include <weir/rt/call_on.hpp>
#include <weir/rt/mailbox.hpp>
#include <weir/rt/runtime.hpp>

#include <benchmark/benchmark.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace weir {
namespace {

constexpr std::size_t messages = 1'000'000;
constexpr std::size_t burst = 1'000;  // posted before the sender looks after the receiver
constexpr std::size_t bound = 16'384;

using seconds = std::chrono::duration<double>;

/// Runs `send(target)` on shard 0 of two in every iteration and times it.
template <class Send>
void between_shards(benchmark::State& state, Send send) {
    for (auto _ : state) {
        const auto took = run(
            [&]() -> task<result<seconds>> {
                shard& target = shard::this_shard()->owner().at(1);
                const auto begun = std::chrono::steady_clock::now();
                co_await ok(send(target));
                co_return std::chrono::steady_clock::now() - begun;
            },
            {.shards = 2, .pin = true});
        if (!took) return state.SkipWithError(took.error().message().c_str());
        state.SetIterationTime(took->count());
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(messages) * state.iterations());
}

struct counted : remote_work {
    counted() noexcept : remote_work(&arrive) {}
    static void arrive(remote_work& work) noexcept { ++*static_cast<counted&>(work).sum; }
    std::uint64_t* sum = nullptr;
};

/// The way that everything else is made of: nodes that the sender owns, posted in bursts.
task<result<void>> post_bursts(shard& target) {
    std::vector<counted> nodes(burst);
    std::uint64_t arrived = 0;
    for (counted& node : nodes) node.sum = &arrived;
    for (std::size_t sent = 0; sent < messages; sent += burst) {
        for (counted& node : nodes)
            if (!target.post_work(node)) co_return fail(errc::unavailable);
        // Work arrives in order, so that after this all nodes are free again.
        co_await ok(call_on(target, [] {}));
    }
    co_return arrived == messages ? result<void>() : fail(errc::unavailable);
}

task<result<void>> receive_all(mailbox<std::uint64_t>& box) {
    for (std::size_t i = 0; i < messages; ++i) co_await ok(box.receive());
    co_return {};
}

task<result<void>> fill(mailbox<std::uint64_t>& box) {
    for (std::size_t i = 0; i < messages; ++i) {
        const auto sent = box.try_send(i);
        if (!sent) co_await ok(box.send(i));
    }
    co_return {};
}

/// A bounded mailbox on the other shard: the way for services.
task<result<void>> send_to_mailbox(shard& target) {
    using box_type = mailbox<std::uint64_t>;
    auto box = co_await ok(call_on(target, [] { return std::make_unique<box_type>(bound); }));
    const auto both = co_await when_all(
        call_on(target, [&]() -> task<result<void>> { co_return co_await receive_all(*box); }),
        fill(*box));
    co_await ok(call_on(target, [&] { box.reset(); }));
    co_return both ? result<void>() : fail(both.error());
}

void posted_in_bursts(benchmark::State& state) {
    between_shards(state, post_bursts);
}

void mailbox_of_a_shard(benchmark::State& state) {
    between_shards(state, send_to_mailbox);
}

/// Two threads, a bounded deque, one lock; the receiver takes all there is.
void locked_queue(benchmark::State& state) {
    for (auto _ : state) {
        std::mutex lock;
        std::condition_variable changed;
        std::deque<std::uint64_t> queue;
        const auto begun = std::chrono::steady_clock::now();
        std::jthread receiver([&] {
            for (std::size_t got = 0; got < messages;) {
                std::unique_lock held(lock);
                changed.wait(held, [&] { return !queue.empty(); });
                got += std::exchange(queue, {}).size();
                changed.notify_all();
            }
        });
        for (std::size_t i = 0; i < messages; ++i) {
            std::unique_lock held(lock);
            changed.wait(held, [&] { return queue.size() < bound; });
            queue.push_back(i);
            changed.notify_all();
        }
        receiver.join();
        state.SetIterationTime(seconds(std::chrono::steady_clock::now() - begun).count());
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(messages) * state.iterations());
}

BENCHMARK(posted_in_bursts)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(mailbox_of_a_shard)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(locked_queue)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace weir
