// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/load/plan.hpp>

namespace weir::load {
namespace {

using testing::ElementsAre;

TEST(staircase, counts_increments_from_zero_when_it_begins_below_one_increment) {
    EXPECT_THAT(staircase(1, 2000, 400), ElementsAre(1, 400, 800, 1200, 1600, 2000));
}

TEST(staircase, always_ends_with_the_last) {
    EXPECT_THAT(staircase(10, 35, 10), ElementsAre(10, 20, 30, 35));
    EXPECT_THAT(staircase(1, 1, 5), ElementsAre(1));
    EXPECT_THAT(staircase(5, 9, 0), ElementsAre(5));
    EXPECT_THAT(staircase(1, 2, 4'000'000'000U), ElementsAre(1, 2));
}

}  // namespace
}  // namespace weir::load
