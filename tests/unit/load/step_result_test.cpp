// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/load/step_result.hpp>

namespace weir::load {
namespace {

TEST(step_result, rate_counts_successes_only) {
    step_result r;
    EXPECT_EQ(r.ok_per_s(), 0);
    r.seconds = 2;
    r.ok = 10;
    r.shed = 90;
    EXPECT_DOUBLE_EQ(r.ok_per_s(), 5);
}

}  // namespace
}  // namespace weir::load
