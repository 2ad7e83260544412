// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/rt/probes.hpp>

namespace weir {
namespace {

TEST(phase_histogram, counts_in_powers_of_two) {
    phase_histogram h;
    h.record(0);
    h.record(1);
    h.record(1023);
    h.record(1024);
    h.record(UINT64_MAX / 2);
    EXPECT_EQ(h.count(0), 2U);
    EXPECT_EQ(h.count(9), 1U);
    EXPECT_EQ(h.count(10), 1U);
    EXPECT_EQ(h.count(phase_histogram::buckets - 1), 1U);
}

TEST(phases, bear_the_names_of_libuv) {
    EXPECT_STREQ(to_string(phase::timers), "timers");
    EXPECT_STREQ(to_string(phase::close), "close");
}

}  // namespace
}  // namespace weir
