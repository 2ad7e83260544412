// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/http/headers.hpp>

namespace weir::http {
namespace {

using namespace std::string_literals;

std::string listed(const headers& h) {
    std::string text;
    for (const auto [name, value] : h) text.append(name).append("=").append(value).append(";");
    return text;
}

TEST(headers, keep_their_order_and_spelling) {
    headers h;
    EXPECT_TRUE(h.empty());
    EXPECT_TRUE(h.append("B", "1"));
    EXPECT_TRUE(h.append("a", "2"));
    EXPECT_TRUE(h.append("b", "3"));
    EXPECT_EQ(listed(h), "B=1;a=2;b=3;");
    EXPECT_EQ(h.size(), 3U);
    EXPECT_EQ(h.bytes(), 6U);
    EXPECT_EQ(h[1].name, "a");
}

TEST(headers, are_found_whatever_their_case) {
    headers h;
    ASSERT_TRUE(h.append("Content-Type", "text/html"));
    ASSERT_TRUE(h.append("X", "1"));
    ASSERT_TRUE(h.append("x", "2"));
    EXPECT_EQ(h.get("CONTENT-TYPE"), "text/html");
    EXPECT_EQ(h.get("content-typ"), std::nullopt);
    EXPECT_TRUE(h.contains("x"));
    EXPECT_EQ(h.get("x"), "1") << "the first";
    EXPECT_EQ(h.count("X"), 2U);
    EXPECT_EQ(h.get_all("x"), (std::vector<std::string_view>{"1", "2"}));
}

TEST(headers, set_replaces_all_in_the_place_of_the_first) {
    headers h;
    for (const char* name : {"a", "x", "b", "X"}) ASSERT_TRUE(h.append(name, "old"));
    EXPECT_TRUE(h.set("X", "new"));
    EXPECT_EQ(listed(h), "a=old;X=new;b=old;");
    EXPECT_TRUE(h.set("c", "added"));
    EXPECT_EQ(listed(h), "a=old;X=new;b=old;c=added;");
    EXPECT_EQ(h.bytes(), 4U + 4 + 4 + 6);
}

TEST(headers, set_counts_the_bytes_of_all_that_it_replaces) {
    headers h;
    ASSERT_TRUE(h.append("x", "1"));
    ASSERT_TRUE(h.append("X", "four"));
    ASSERT_TRUE(h.append("b", "22"));
    ASSERT_TRUE(h.append("c", "333"));
    EXPECT_TRUE(h.set("x", "22"));
    EXPECT_EQ(listed(h), "x=22;b=22;c=333;");
    EXPECT_EQ(h.bytes(), 3U + 3 + 4);
}

TEST(headers, erase_removes_all_of_a_name) {
    headers h;
    for (const char* name : {"a", "x", "X"}) ASSERT_TRUE(h.append(name, "1"));
    EXPECT_EQ(h.erase("x"), 2U);
    EXPECT_EQ(h.erase("x"), 0U);
    EXPECT_EQ(listed(h), "a=1;");
    h.clear();
    EXPECT_TRUE(h.empty());
    EXPECT_EQ(h.bytes(), 0U);
}

TEST(headers, find_tokens_in_lists) {
    headers h;
    ASSERT_TRUE(h.append("Connection", "keep-alive, \tUpgrade"));
    ASSERT_TRUE(h.append("connection", ",,x , close,"));
    EXPECT_TRUE(h.has_token("connection", "upgrade"));
    EXPECT_TRUE(h.has_token("Connection", "Close"));
    EXPECT_TRUE(h.has_token("Connection", "x"));
    EXPECT_FALSE(h.has_token("connection", "clos"));
    EXPECT_FALSE(h.has_token("connection", "keep-alive, Upgrade"));
    EXPECT_FALSE(h.has_token("connection", ""));
    EXPECT_FALSE(h.has_token("upgrade", "x"));
}

TEST(headers, refuse_what_could_smuggle_a_line) {
    headers h;
    for (const auto& name : {""s, "a b"s, "a:"s, "a\r\nb"s, "a\0"s, "\xc3\xa4"s, "a\t"s}) {
        EXPECT_EQ(h.append(name, "x").error(), errc::bad_argument) << testing::PrintToString(name);
        EXPECT_EQ(h.set(name, "x").error(), errc::bad_argument);
    }
    for (const auto& value : {"a\r\nb: c"s, "a\rb"s, "a\nb"s, "a\0b"s, "\x7f"s, "\x1b[0m"s}) {
        EXPECT_EQ(h.append("a", value).error(), errc::bad_argument);
        EXPECT_EQ(h.set("a", value).error(), errc::bad_argument);
    }
    EXPECT_TRUE(h.empty());
}

TEST(headers, drop_the_space_around_values) {
    headers h;
    ASSERT_TRUE(h.append("a", " \t in  side\t "));
    ASSERT_TRUE(h.set("b", "   "));
    EXPECT_EQ(listed(h), "a=in  side;b=;");
}

TEST(headers, are_bounded) {
    headers h({.count = 2, .bytes = 10});
    EXPECT_TRUE(h.append("a", "1234"));
    EXPECT_EQ(h.append("b", "12345").error(), errc::too_large);
    EXPECT_TRUE(h.append("b", "1234"));
    EXPECT_EQ(h.append("c", "").error(), errc::too_large);
    EXPECT_EQ(h.set("c", "").error(), errc::too_large);
    EXPECT_EQ(h.set("b", "12345").error(), errc::too_large);
    EXPECT_TRUE(h.set("b", "4321")) << "replacing needs no more than there is";
    EXPECT_EQ(listed(h), "a=1234;b=4321;") << "what failed changed nothing";
}

TEST(headers, may_be_given_their_own_text) {
    headers h;
    ASSERT_TRUE(h.append("name", std::string(300, 'v')));
    for (int i = 0; i < 20; ++i) {
        const auto [name, value] = h[h.size() - 1];
        ASSERT_TRUE(h.append(name, value));
    }
    for (const auto [name, value] : h) {
        EXPECT_EQ(name, "name");
        EXPECT_EQ(value, std::string(300, 'v'));
    }
    ASSERT_TRUE(h.set(h[0].name, h[1].value));
    EXPECT_EQ(h.size(), 1U);
    EXPECT_EQ(h.get("name"), std::string(300, 'v'));
}

TEST(headers, changing_one_field_for_ever_stays_within_the_bounds) {
    headers h({.count = 4, .bytes = 100});
    ASSERT_TRUE(h.append("keep", "me"));
    for (int i = 0; i < 10'000; ++i) {
        ASSERT_TRUE(h.set("x", std::to_string(i)));
        ASSERT_TRUE(h.append("y", "z"));
        ASSERT_EQ(h.erase("y"), 1U);
    }
    EXPECT_EQ(listed(h), "keep=me;x=9999;");
    EXPECT_EQ(h.bytes(), 11U);
}

TEST(headers, copy_and_move) {
    headers a;
    ASSERT_TRUE(a.append("a", "1"));
    headers b = a;
    ASSERT_TRUE(b.set("a", "2"));
    EXPECT_EQ(listed(a), "a=1;");
    const headers c = std::move(b);
    EXPECT_EQ(listed(c), "a=2;");
    static_assert(std::forward_iterator<headers::iterator>);
}

}  // namespace
}  // namespace weir::http
