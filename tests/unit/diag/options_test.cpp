// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/log_capture.hpp"

#include <weir/diag/options.hpp>
#include <weir/rt/runtime.hpp>

#include <signal.h>

namespace weir::diag {
namespace {

using namespace std::chrono_literals;

std::string refused(const options& o) {
    const test::log_capture log;
    const result<void> outcome = configure(o);
    EXPECT_FALSE(outcome);
    if (!outcome) EXPECT_EQ(outcome.error(), errc::bad_argument);
    return log.lines().empty() ? "" : log.lines().front();
}

TEST(diag_options, what_is_out_of_range_is_named) {
    EXPECT_THAT(refused({.threshold = 0ms}), testing::HasSubstr("threshold"));
    EXPECT_THAT(refused({.threshold = 2min}), testing::HasSubstr("threshold"));
    EXPECT_THAT(refused({.liveness_threshold = 1ms}), testing::HasSubstr("liveness_threshold"));
    EXPECT_THAT(refused({.sample_rate = 5000}), testing::HasSubstr("sample_rate"));
    EXPECT_THAT(refused({.history = 0s}), testing::HasSubstr("history"));
    EXPECT_THAT(refused({.profile_signal = 1000}), testing::HasSubstr("profile_signal"));
    EXPECT_THAT(refused({.profile_signal = SIGTERM}), testing::HasSubstr("profile_on_terminate"));
    EXPECT_THAT(refused({.stall_history = 0}), testing::HasSubstr("stall_history"));
}

TEST(diag_options, cannot_change_once_a_shard_has_begun) {
    ASSERT_TRUE(run([]() -> task<void> { co_return; }, {.shards = 1}));
    const result<void> outcome = configure({});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error(), errc::unavailable);
}

}  // namespace
}  // namespace weir::diag
