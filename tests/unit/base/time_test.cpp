// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/time.hpp>

namespace weir {
namespace {

using namespace std::chrono_literals;

constexpr time_point noon{12h};

TEST(deadline, is_never_by_default) {
    EXPECT_TRUE(deadline().is_never());
    EXPECT_EQ(deadline(), deadline::never());
    EXPECT_FALSE(deadline().passed(noon));
    EXPECT_EQ(deadline().remaining(noon), duration::max());
}

TEST(deadline, passes_at_its_point_in_time) {
    const auto d = deadline::after(noon, 5s);
    EXPECT_EQ(d.when(), noon + 5s);
    EXPECT_FALSE(d.passed(noon + 5s - 1ns));
    EXPECT_TRUE(d.passed(noon + 5s));
    EXPECT_EQ(d.remaining(noon + 2s), 3s);
    EXPECT_EQ(d.remaining(noon + 9s), 0s);
}

TEST(deadline, a_huge_timeout_saturates_to_never) {
    EXPECT_TRUE(deadline::after(noon, duration::max()).is_never());
    EXPECT_TRUE(deadline::after(noon, time_point::max() - noon).is_never());
    EXPECT_FALSE(deadline::after(noon, time_point::max() - noon - 1ns).is_never());
}

TEST(deadline, a_negative_timeout_has_passed) {
    EXPECT_TRUE(deadline::after(noon, -1s).passed(noon));
    EXPECT_TRUE(deadline::after(noon, 0s).passed(noon));
}

TEST(deadline, the_earlier_of_two_wins_and_never_loses) {
    const auto soon = deadline::after(noon, 1s);
    const auto later = deadline::after(noon, 2s);
    EXPECT_LT(soon, later);
    EXPECT_EQ(earlier(soon, later), soon);
    EXPECT_EQ(earlier(later, soon), soon);
    EXPECT_EQ(earlier(deadline::never(), later), later);
}

}  // namespace
}  // namespace weir
