// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/http/target.hpp>

namespace weir::http {
namespace {

using levels = std::vector<std::string>;

levels segments_of(std::string_view text) {
    const auto parsed = target::parse(text);
    if (!parsed) return {"error: " + std::string(parsed.error().why)};
    return {parsed->segments().begin(), parsed->segments().end()};
}

std::string path_of(std::string_view text) {
    const auto parsed = target::parse(text);
    return parsed ? std::string(parsed->path()) : "error: " + std::string(parsed.error().why);
}

TEST(target, splits_path_and_query) {
    const auto t = target::parse("/users/7?full=1&x=a%20b?c");
    ASSERT_TRUE(t);
    EXPECT_EQ(t->path(), "/users/7");
    EXPECT_EQ(t->query_text(), "full=1&x=a%20b?c");
    EXPECT_EQ(t->parameters().get("x"), "a b?c");
    EXPECT_EQ(segments_of("/users/7?a/b"), (levels{"users", "7"}));
}

TEST(target, is_used_again) {
    target t;
    ASSERT_TRUE(t.assign("/a/long/path/to/begin/with?and=query"));
    EXPECT_TRUE(t.plain());
    EXPECT_EQ(t.segments().size(), 6U);
    ASSERT_TRUE(t.assign("/%61%2Fb/c"));
    EXPECT_FALSE(t.plain());
    EXPECT_EQ(t.path(), "/a%2Fb/c");
    EXPECT_EQ(t.query_text(), "");
    const target moved = std::move(t);
    EXPECT_EQ(moved.path(), "/a%2Fb/c");
    EXPECT_EQ(moved.segments().front(), "a/b");
}

TEST(target, forgets_the_memory_of_a_long_one) {
    target t;
    ASSERT_TRUE(t.assign(std::string(8000, '/')));
    EXPECT_EQ(t.segments().size(), 8000U);
    ASSERT_TRUE(t.assign("/a"));
    EXPECT_EQ(t.segments().size(), 1U);
    EXPECT_EQ(t.path(), "/a");
}

TEST(target, keeps_empty_levels) {
    EXPECT_EQ(segments_of("/"), (levels{""}));
    EXPECT_EQ(segments_of("/a/"), (levels{"a", ""}));
    EXPECT_EQ(segments_of("//a///b"), (levels{"", "a", "", "", "b"}));
    EXPECT_EQ(path_of("//a//"), "//a//");
}

TEST(target, decodes_levels_and_never_makes_up_new_ones) {
    EXPECT_EQ(segments_of("/J%C3%BCrgen/a%2Fb"), (levels{"J\xc3\xbcrgen", "a/b"}));
    EXPECT_EQ(path_of("/J%c3%bcrgen/a%2fb"), "/J\xc3\xbcrgen/a%2Fb");
    EXPECT_EQ(path_of("/a+b"), "/a+b") << "a plus is a plus in a path";
}

TEST(target, resolves_dots_in_every_spelling) {
    EXPECT_EQ(path_of("/a/./b/../c"), "/a/c");
    EXPECT_EQ(path_of("/a/%2e/b/%2E%2e/c"), "/a/c");
    EXPECT_EQ(path_of("/a/.%2e/c"), "/c");
    EXPECT_EQ(path_of("/a/."), "/a/");
    EXPECT_EQ(path_of("/a/b/.."), "/a/");
    EXPECT_EQ(path_of("/a/.."), "/");
    EXPECT_EQ(path_of("/..."), "/...");
    EXPECT_EQ(path_of("/..%2f.."), "/..%2F..") << "one level with slashes in it";
}

TEST(target, refuses_to_leave_the_root) {
    for (const char* text : {"/..", "/a/../..", "/%2e%2e/etc/passwd", "/./../a"})
        EXPECT_TRUE(path_of(text).contains("leaves the root")) << path_of(text);
}

TEST(target, refuses_bad_escapes_in_the_path_only) {
    EXPECT_TRUE(path_of("/a%").contains("hexadecimal"));
    EXPECT_TRUE(path_of("/a%2").contains("hexadecimal"));
    EXPECT_TRUE(path_of("/a%zz").contains("hexadecimal"));
    EXPECT_TRUE(path_of("/a%00b").contains("%00"));
    EXPECT_FALSE(target::parse({"/a\0b", 4})) << "not even as it is";
    EXPECT_EQ(path_of("/a?100%"), "/a");
    EXPECT_EQ(target::parse("/a%").error().status, status::bad_request);
}

TEST(target, reads_the_other_forms) {
    EXPECT_EQ(path_of("*"), "*");
    EXPECT_TRUE(segments_of("*").empty());
    EXPECT_EQ(path_of("http://host:80/a/b?c"), "/a/b");
    EXPECT_EQ(path_of("http://host"), "/");
    EXPECT_EQ(path_of("http://host?q=1"), "/");
    EXPECT_EQ(target::parse("http://host?q=1")->query_text(), "q=1");
    EXPECT_TRUE(path_of("").contains("neither"));
    EXPECT_TRUE(path_of("a/b").contains("neither"));
    EXPECT_TRUE(path_of("://a").contains("neither"));
}

}  // namespace
}  // namespace weir::http
