// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>
#include <weir/rt.hpp>

namespace weir {
namespace {

using namespace std::chrono_literals;

struct counting_hook : loop_hook {
    explicit counting_hook(std::string& log, char mark)
        : loop_hook([](loop_hook& h) noexcept {
              auto& self = static_cast<counting_hook&>(h);
              self.log_ += self.mark_;
          }),
          log_(log),
          mark_(mark) {}
    std::string& log_;
    char mark_;
};

TEST(shard, runs_the_phases_in_order_every_turn) {
    std::string order;
    auto main = [&]() -> task<result<void>> {
        shard& here = *shard::this_shard();
        counting_hook prepare(order, 'p');
        counting_hook check(order, 'c');
        here.on_prepare(prepare);
        here.on_check(check);
        for (int i = 0; i < 3; ++i) {
            order += '.';
            co_await ok(sleep_for(1ms));
        }
        co_return {};
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
    EXPECT_THAT(order, testing::MatchesRegex("\\.(pc)+\\.(pc)+\\.(pc)+"));
}

TEST(shard, counts_turns_steps_and_phases) {
    std::uint64_t turns = 0;
    std::uint64_t polls = 0;
    auto main = [&]() -> task<result<void>> {
        for (int i = 0; i < 5; ++i) co_await ok(sleep_for(1ms));
        const shard_probes& probes = shard::this_shard()->probes();
        turns = probes.turns.load();
        const auto& poll = probes.phases[static_cast<std::size_t>(phase::poll)];
        for (std::size_t b = 0; b < phase_histogram::buckets; ++b) polls += poll.count(b);
        EXPECT_GE(poll.total_nanoseconds(), 4'000'000U);
        co_return {};
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
    EXPECT_GE(turns, 5U);
    EXPECT_EQ(polls, turns);
}

TEST(shard, post_keeps_the_order_of_one_poster) {
    std::vector<int> seen;
    auto main = [&]() -> task<void> {
        for (int i = 0; i < 100; ++i) shard::this_shard()->post([&seen, i] { seen.push_back(i); });
        while (seen.size() < 100) co_await yield();
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
    EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
}

// What is posted in the moment of the end may need an answer from another thread itself.
TEST(shard, work_that_arrives_while_it_ends_is_done_to_its_end) {
    offload_pool pool({.threads = 1});
    bool done = false;
    runtime r({.shards = 1});
    ASSERT_TRUE(r.start());
    auto last_task = [&]() -> task<void> {
        static_cast<void>(co_await shielded(60s, offload(pool, [&] { done = true; })));
    };
    r.at(0).post([&] {
        r.request_stop();
        // In the batch with the stop; the task comes after it, when nothing else is left.
        r.at(0).post([&] { EXPECT_TRUE(r.at(0).post(last_task)); });
    });
    r.join();
    EXPECT_TRUE(done);
}

TEST(shard, random_numbers_repeat_with_the_seed) {
    auto draw = [](std::uint64_t seed) {
        return run([]() -> task<std::uint64_t> { co_return this_task::loop().random(); },
                   {.shards = 1, .seed = seed})
            .value();
    };
    EXPECT_EQ(draw(5), draw(5));
    EXPECT_NE(draw(5), draw(6));
}

}  // namespace
}  // namespace weir
