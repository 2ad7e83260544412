// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro/sleep.hpp>
#include <weir/rt/runtime.hpp>
#include <weir/rt/shard_observer.hpp>

#include <time.h>

#include <bit>
#include <cstring>
#include <source_location>
#include <string>
#include <vector>

namespace weir {
namespace {

/// Registered for the whole program, as the seam wants it; listens while a test asks it to.
class recorder final : public shard_observer {
public:
    void begins(shard& s) noexcept override {
        if (listening) begun.push_back(s.probes().thread_id);
    }
    void flagged(shard&, const flagged_step& step) noexcept override {
        if (listening) steps.push_back(step);
    }
    void ends(shard&) noexcept override {
        if (listening) ++ended;
    }

    bool listening = false;
    std::vector<int> begun;
    std::vector<flagged_step> steps;
    int ended = 0;
};

recorder& listener() {
    static recorder r;
    return r;
}

class shard_observer_test : public ::testing::Test {
protected:
    void SetUp() override {
        listener().begun.clear();
        listener().steps.clear();
        listener().ended = 0;
        listener().listening = true;
    }
    void TearDown() override { listener().listening = false; }
};

void sleep_in_the_kernel(long nanoseconds) {
    const timespec moment{.tv_sec = 0, .tv_nsec = nanoseconds};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &moment, nullptr);
}

task<void> pause() {
    static_cast<void>(co_await sleep_for(std::chrono::microseconds(10)));
}

std::string site_of(const flagged_step& step) {
    return step.site == nullptr ? ""
                                : std::bit_cast<std::source_location>(step.site).function_name();
}

TEST_F(shard_observer_test, hears_of_begin_and_end_on_the_shards_thread) {
    const auto ran = run([]() -> task<int> { co_return gettid(); }, {.shards = 1});
    EXPECT_THAT(listener().begun, testing::ElementsAre(*ran));
    EXPECT_EQ(listener().ended, 1);
}

task<void> sleeps_without_await() {
    for (int i = 0; i < 50; ++i) {
        co_await pause();
        sleep_in_the_kernel(200'000);
    }
}

TEST_F(shard_observer_test, a_step_that_slept_is_named_by_its_coroutine) {
    ASSERT_TRUE(run(sleeps_without_await, {.shards = 1}));
    if (std::getenv("WEIR_DIAG_SWITCHES") != nullptr) GTEST_SKIP();
    std::size_t found = 0;
    for (const flagged_step& step : listener().steps)
        found +=
            step.blocked != 0 && site_of(step).find("sleeps_without_await") != std::string::npos;
    // Not all: with the CPU taken away between two looks the counts prove nothing.
    EXPECT_GE(found, 1U);
}

TEST_F(shard_observer_test, a_step_that_computes_is_not_called_blocked) {
    ASSERT_TRUE(run(
        []() -> task<void> {
            for (int i = 0; i < 200; ++i) {
                co_await pause();
                volatile unsigned x = 0;
                for (unsigned k = 0; k < 20'000; ++k) x = x + k;
            }
        },
        {.shards = 1}));
    for (const flagged_step& step : listener().steps) EXPECT_EQ(step.blocked, 0U);
}

TEST_F(shard_observer_test, a_report_can_be_asked_for) {
    ASSERT_TRUE(run(
        []() -> task<void> {
            co_await pause();
            shard::this_shard()->request_step_report();
            co_await pause();
        },
        {.shards = 1}));
    std::size_t requested = 0;
    for (const flagged_step& step : listener().steps) requested += step.requested;
    EXPECT_EQ(requested, 1U);
}

}  // namespace
}  // namespace weir
