// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/http/request.hpp>
#include <weir/http/router.hpp>

#include <string>

namespace weir::http {
namespace {

task<result<response>> nothing(request&) {
    co_return response();
}

/// Routes that all lead to the same handler, and what they make of a target.
class table {
public:
    table(std::initializer_list<std::pair<method, std::string_view>> routes) {
        for (const auto& [verb, pattern] : routes) routes_.add(verb, pattern, nothing);
    }

    std::string find(method verb, std::string_view text) {
        const target at = target::parse(text).value();
        const router::match m = routes_.find(verb, at);
        if (m.found == nullptr) return m.path_known ? "wrong method" : "unknown";
        std::string found = "found";
        for (const auto& [name, value] : m.params)
            found.append(" ").append(name).append("=").append(value);
        return found;
    }

    std::string allowed(std::string_view text) {
        return routes_.allowed(target::parse(text).value());
    }

private:
    router routes_;
};

TEST(router, finds_literal_paths_exactly) {
    table t{{method::get, "/"}, {method::get, "/a/b"}, {method::get, "/a/c/"}};
    EXPECT_EQ(t.find(method::get, "/"), "found");
    EXPECT_EQ(t.find(method::get, "/?q=1"), "found");
    EXPECT_EQ(t.find(method::get, "/a/b"), "found");
    EXPECT_EQ(t.find(method::get, "/a/./x/../b"), "found");
    EXPECT_EQ(t.find(method::get, "/a/c/"), "found");
    for (const char* other : {"/a", "/a/", "/a/b/", "/a/c", "/a/B", "/a%2Fb", "//", "*"})
        EXPECT_EQ(t.find(method::get, other), "unknown") << other;
}

TEST(router, decodes_parameters_of_one_segment) {
    table t{{method::get, "/users/{id}/posts/{post}"}};
    EXPECT_EQ(t.find(method::get, "/users/7/posts/a%20b"), "found id=7 post=a b");
    EXPECT_EQ(t.find(method::get, "/users/a%2Fb/posts/1"), "found id=a/b post=1");
    EXPECT_EQ(t.find(method::get, "/users//posts/1"), "unknown");
    EXPECT_EQ(t.find(method::get, "/users/7/posts"), "unknown");
}

TEST(router, matches_the_rest_of_a_path) {
    table t{{method::get, "/files/{path...}"}};
    EXPECT_EQ(t.find(method::get, "/files/a/b.txt"), "found path=a/b.txt");
    EXPECT_EQ(t.find(method::get, "/files/"), "found path=");
    EXPECT_EQ(t.find(method::get, "/files/a/"), "found path=a/");
    EXPECT_EQ(t.find(method::get, "/files"), "unknown");
    EXPECT_EQ(t.find(method::get, "/files/../etc"), "unknown");
}

TEST(router, prefers_the_more_literal_route) {
    table t{{method::get, "/a/{x}"},
            {method::get, "/a/b"},
            {method::get, "/{y...}"},
            {method::get, "/a/b/{z}/c"}};
    EXPECT_EQ(t.find(method::get, "/a/b"), "found");
    EXPECT_EQ(t.find(method::get, "/a/c"), "found x=c");
    EXPECT_EQ(t.find(method::get, "/a/b/1/c"), "found z=1");
    EXPECT_EQ(t.find(method::get, "/a/b/1/d"), "found y=a/b/1/d") << "it goes back";
}

TEST(router, looks_further_for_the_method) {
    table t{{method::get, "/a/b"}, {method::post, "/a/{x}"}};
    EXPECT_EQ(t.find(method::post, "/a/b"), "found x=b");
    EXPECT_EQ(t.find(method::put, "/a/b"), "wrong method");
    EXPECT_EQ(t.find(method::put, "/b"), "unknown");
    EXPECT_EQ(t.allowed("/a/b"), "GET, HEAD, OPTIONS, POST");
    EXPECT_EQ(t.allowed("/a/c"), "OPTIONS, POST");
    EXPECT_EQ(t.allowed("/b"), "");
    EXPECT_EQ(t.allowed("*"), "GET, HEAD, OPTIONS, POST");
}

TEST(router, answers_head_where_it_answers_get) {
    table t{{method::get, "/a"}, {method::post, "/b"}};
    EXPECT_EQ(t.find(method::head, "/a"), "found");
    EXPECT_EQ(t.find(method::head, "/b"), "wrong method");
}

TEST(router, calls_the_handler_that_was_added) {
    router routes;
    routes.add(method::get, "/a", nothing);
    routes.add(method::head, "/a", nothing);
    const target at = target::parse("/a").value();
    EXPECT_NE(routes.find(method::get, at).found, routes.find(method::head, at).found);
    router moved = std::move(routes);
    EXPECT_NE(moved.find(method::get, at).found, nullptr);
}

using router_death = ::testing::Test;

void add(std::initializer_list<std::string_view> patterns) {
    router routes;
    for (const std::string_view pattern : patterns) routes.add(method::get, pattern, nothing);
}

TEST(router_death, refuses_malformed_and_repeated_patterns) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(add({"a"}), "begins with '/'");
    EXPECT_DEATH(add({""}), "begins with '/'");
    EXPECT_DEATH(add({"/{a...}/b"}), "only be the last segment");
    EXPECT_DEATH(add({"/x{a}"}), "a whole segment");
    EXPECT_DEATH(add({"/{}"}), "a whole segment");
    EXPECT_DEATH(add({"/{a}", "/{a}"}), "added twice");
    EXPECT_DEATH(add({"/{a...}", "/{a...}"}), "added twice");
    EXPECT_DEATH(add({"/{a}/x", "/{b}/y"}), "differently");
}

TEST(router_death, refuses_two_names_for_the_rest_of_a_path) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const auto add_both = [] {
        router routes;
        routes.add(method::get, "/{a...}", nothing);
        routes.add(method::post, "/{b...}", nothing);
    };
    EXPECT_DEATH(add_both(), "differently");
}

}  // namespace
}  // namespace weir::http
