// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "parse_values.hpp"

namespace weir::cli {
namespace {

using namespace std::chrono_literals;
using users = std::vector<unsigned>;

TEST(parse_duration, takes_a_number_and_a_unit) {
    EXPECT_EQ(parse_duration("250ms"), 250ms);
    EXPECT_EQ(parse_duration("2s"), 2s);
    EXPECT_EQ(parse_duration("1.5s"), 1500ms);
    EXPECT_EQ(parse_duration("1m"), 1min);
    EXPECT_EQ(parse_duration("2h"), 2h);
    EXPECT_EQ(parse_duration("7us"), 7us);
    EXPECT_EQ(parse_duration("0"), 0s);
    EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(parse_duration, refuses_everything_else) {
    for (const char* text : {"", "5", "s", "5x", "-1s", "1 s", "1s ", " 1s", "1s1s", "nans", "infs",
                             "99999999h", "1e30s", "0x5s"})
        EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(parse_size, takes_binary_units) {
    EXPECT_EQ(parse_size("512"), 512U);
    EXPECT_EQ(parse_size("512B"), 512U);
    EXPECT_EQ(parse_size("16KiB"), 16384U);
    EXPECT_EQ(parse_size("16k"), 16384U);
    EXPECT_EQ(parse_size("1MiB"), 1U << 20);
    for (const char* text : {"", "k", "-1", "1.5k", "16KB", "99999999999999999GiB"})
        EXPECT_FALSE(parse_size(text)) << text;
}

TEST(parse_users, takes_one_a_list_or_a_staircase) {
    EXPECT_EQ(parse_users("400"), users{400});
    EXPECT_EQ(parse_users("1,400,4000"), (users{1, 400, 4000}));
    EXPECT_EQ(parse_users("1:4000:400"),
              (users{1, 400, 800, 1200, 1600, 2000, 2400, 2800, 3200, 3600, 4000}));
    EXPECT_EQ(parse_users("10:35:10"), (users{10, 20, 30, 35}));
}

TEST(parse_users, refuses_everything_else) {
    for (const char* text : {"", "0", "1,", ",1", "1,,2", "a", "-1", "1:2", "1:2:3:4", "5:1:1",
                             "1:5:0", "1:4000000:1", "99999999999", "1 2"})
        EXPECT_FALSE(parse_users(text)) << text;
}

TEST(parse_list, has_no_empty_parts) {
    EXPECT_EQ(parse_list("a,b"), (std::vector<std::string>{"a", "b"}));
    EXPECT_FALSE(parse_list(""));
    EXPECT_FALSE(parse_list("a,"));
}

TEST(parse_number, takes_digits_only) {
    EXPECT_EQ(parse_number("0"), 0U);
    EXPECT_EQ(parse_number("18446744073709551615"), UINT64_MAX);
    for (const char* text : {"", "+1", "-1", "1.0", "1x", "18446744073709551616"})
        EXPECT_FALSE(parse_number(text)) << text;
}

}  // namespace
}  // namespace weir::cli
