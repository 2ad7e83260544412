// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/rt/turn_gate.hpp>

#include <thread>

namespace weir {
namespace {

TEST(turn_gate, does_not_sleep_when_a_shard_is_busy) {
    turn_gate& gate = turn_gate::of_process();
    if (!gate.usable()) GTEST_SKIP() << "membarrier is refused here";
    bool asked = false;
    gate.park(
        [](void* asked) noexcept {
            *static_cast<bool*>(asked) = true;
            return false;
        },
        &asked);
    EXPECT_TRUE(asked);
}

TEST(turn_gate, a_turn_wakes_the_sleeper) {
    turn_gate& gate = turn_gate::of_process();
    if (!gate.usable()) GTEST_SKIP() << "membarrier is refused here";
    std::atomic<bool> busy{false};
    std::thread watcher([&] {
        while (!busy)
            gate.park(
                [](void* flag) noexcept { return !static_cast<std::atomic<bool>*>(flag)->load(); },
                &busy);
    });
    busy = true;
    gate.note_turn();
    watcher.join();
}

TEST(turn_gate, every_turn_is_seen) {
    turn_gate& gate = turn_gate::of_process();
    if (!gate.usable()) GTEST_SKIP() << "membarrier is refused here";
    constexpr int rounds = 20'000;
    std::atomic<int> turn{0};
    std::atomic<int> seen{0};
    std::thread watcher([&] {
        struct both {
            std::atomic<int>&turn, &seen;
        } state{turn, seen};
        while (seen < rounds) {
            gate.park(
                [](void* s) noexcept {
                    auto& [t, n] = *static_cast<both*>(s);
                    return t.load(std::memory_order_relaxed) == n.load();
                },
                &state);
            seen = turn.load();
        }
    });
    for (int i = 1; i <= rounds; ++i) {
        turn.store(i, std::memory_order_relaxed);
        gate.note_turn();
        while (seen < i) std::this_thread::yield();
    }
    watcher.join();
    EXPECT_EQ(seen, rounds);
}

}  // namespace
}  // namespace weir
