// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/http/method.hpp>

namespace weir::http {
namespace {

TEST(method, every_name_reads_back) {
    for (int i = 0; i <= static_cast<int>(method::patch); ++i) {
        const auto m = static_cast<method>(i);
        EXPECT_EQ(parse_method(to_string(m)), m) << to_string(m);
    }
    EXPECT_EQ(to_string(method::delete_), "DELETE");
}

TEST(method, names_are_exact) {
    for (const char* text : {"", "get", "Get", "GET ", "GE", "GETS", "BREW"})
        EXPECT_EQ(parse_method(text), std::nullopt) << text;
}

TEST(method, knows_what_may_be_repeated) {
    EXPECT_TRUE(is_safe(method::get));
    EXPECT_FALSE(is_safe(method::put));
    EXPECT_TRUE(is_idempotent(method::put));
    EXPECT_TRUE(is_idempotent(method::delete_));
    EXPECT_TRUE(is_idempotent(method::head));
    EXPECT_FALSE(is_idempotent(method::post));
    EXPECT_FALSE(is_idempotent(method::patch));
    EXPECT_FALSE(is_idempotent(method::connect));
}

}  // namespace
}  // namespace weir::http
