// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/http/query.hpp>

namespace weir::http {
namespace {

std::string parameters_of(std::string_view text) {
    std::string all;
    for (const auto& [name, value] : query(text)) all += name + "=" + value + ";";
    return all;
}

TEST(query, iterates_in_order) {
    EXPECT_EQ(parameters_of("a=1&b=2&a=3"), "a=1;b=2;a=3;");
}

TEST(query, decodes_names_and_values) {
    EXPECT_EQ(parameters_of("a%20b=c+d&%C3%A4=%26"), "a b=c d;\xc3\xa4=&;");
}

TEST(query, takes_what_is_incomplete) {
    EXPECT_EQ(parameters_of(""), "");
    EXPECT_EQ(parameters_of("&&"), "");
    EXPECT_EQ(parameters_of("a"), "a=;");
    EXPECT_EQ(parameters_of("a="), "a=;");
    EXPECT_EQ(parameters_of("=b"), "=b;");
    EXPECT_EQ(parameters_of("&a&&b==c&"), "a=;b==c;");
}

TEST(query, gets_the_first_of_a_name) {
    const query q("x=1&flag&x=2");
    EXPECT_EQ(q.get("x"), "1");
    EXPECT_EQ(q.get("flag"), "");
    EXPECT_EQ(q.get("y"), std::nullopt);
    EXPECT_EQ(q.text(), "x=1&flag&x=2");
    EXPECT_FALSE(q.empty());
    EXPECT_TRUE(query().empty());
}

}  // namespace
}  // namespace weir::http
