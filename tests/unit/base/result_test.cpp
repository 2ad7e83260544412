// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/result.hpp>

#include <cerrno>

namespace weir {
namespace {

result<int> half(int n) {
    if (n % 2 != 0) return fail(errc::bad_argument);
    return n / 2;
}

TEST(result, holds_a_value_or_an_error) {
    EXPECT_EQ(half(4), 2);
    EXPECT_FALSE(half(3).has_value());
    EXPECT_EQ(half(3).error(), errc::bad_argument);
    EXPECT_EQ(half(3).value_or(-1), -1);
}

TEST(result, value_throws_at_the_edge) {
    EXPECT_THROW(static_cast<void>(half(3).value()), std::bad_expected_access<std::error_code>);
}

TEST(result, keeps_the_errno_of_a_system_call) {
    const result<void> r = fail_errno(ECONNRESET);
    EXPECT_EQ(r.error(), std::errc::connection_reset);
    EXPECT_EQ(r.error().category(), std::system_category());
    EXPECT_EQ(r.error().value(), ECONNRESET);
}

TEST(result, as_result_wraps_once) {
    static_assert(std::is_same_v<as_result<int>, result<int>>);
    static_assert(std::is_same_v<as_result<result<int>>, result<int>>);
    static_assert(is_result<result<void>>);
    static_assert(is_result<result<int, std::string>>);
    static_assert(!is_result<int>);
}

}  // namespace
}  // namespace weir
