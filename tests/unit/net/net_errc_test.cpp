// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/error.hpp>
#include <weir/net/net_errc.hpp>

#include <set>
#include <string>

namespace weir {
namespace {

TEST(net_errc, every_code_says_what_it_means) {
    std::set<std::string> seen;
    for (int value = 1; value <= static_cast<int>(net_errc::lookup_failed); ++value) {
        const std::error_code code = static_cast<net_errc>(value);
        EXPECT_STREQ(code.category().name(), "net");
        EXPECT_FALSE(code.message().starts_with("unknown")) << value;
        EXPECT_TRUE(seen.insert(code.message()).second) << code.message();
    }
    EXPECT_EQ(net_category().message(99), "unknown error 99");
}

TEST(net_errc, is_no_code_of_another_category) {
    const std::error_code first = net_errc::bad_address;
    EXPECT_NE(first, errc::eof);
    EXPECT_EQ(first.value(), std::error_code(errc::eof).value());
}

}  // namespace
}  // namespace weir
