// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/lab/words.hpp>

namespace weir::lab {
namespace {

TEST(words, numbers_have_as_many_digits_as_say_something) {
    EXPECT_EQ(number_text(0), "0");
    EXPECT_EQ(number_text(1.016), "1.02");
    EXPECT_EQ(number_text(24.41), "24.4");
    EXPECT_EQ(number_text(319.4), "319");
    EXPECT_EQ(number_text(7812.6), "7813");
    EXPECT_EQ(number_text(40), "40");
}

TEST(words, units_fit_the_size) {
    EXPECT_EQ(ms_text(0.254), "0.25 ms");
    EXPECT_EQ(ms_text(508.2), "508 ms");
    EXPECT_EQ(ms_text(12'503), "12.5 s");
    EXPECT_EQ(bytes_text(512), "512 B");
    EXPECT_EQ(bytes_text(16 * 1024), "16 KiB");
    EXPECT_EQ(bytes_text(58.2 * 1024 * 1024), "58.2 MiB");
    EXPECT_EQ(time_text(45.2), "45 s");
    EXPECT_EQ(time_text(222), "3 min 42 s");
    EXPECT_EQ(time_text(3900), "1 h 5 min");
}

TEST(words, one_is_singular) {
    EXPECT_EQ(count_text(1, "user", "users"), "1 user");
    EXPECT_EQ(count_text(4000, "user", "users"), "4000 users");
    EXPECT_EQ(count_text(0, "user", "users"), "0 users");
}

}  // namespace
}  // namespace weir::lab
