// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/proc/exit_status.hpp>

#include <gtest/gtest.h>

namespace weir {
namespace {

TEST(exit_status, tells_codes_as_shells_do) {
    EXPECT_TRUE(exit_status{}.success());
    EXPECT_EQ((exit_status{.code = 3}).shell_code(), 3);
    EXPECT_EQ((exit_status{.signal = 9}).shell_code(), 137);
    EXPECT_FALSE((exit_status{.signal = 9}).success());
}

}  // namespace
}  // namespace weir
