// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/http/response.hpp>

namespace weir::http {
namespace {

generator<buffer> no_chunks() {
    co_return;
}

TEST(response, is_empty_and_ok_by_default) {
    const response r;
    EXPECT_EQ(r.code(), status::ok);
    EXPECT_TRUE(r.fields().empty());
    EXPECT_FALSE(r.streamed());
    EXPECT_EQ(r.body(), "");
    EXPECT_EQ(response(status::no_content).code(), status::no_content);
}

TEST(response, says_what_its_body_is) {
    EXPECT_EQ(response::text("a").fields().get("content-type"), "text/plain; charset=utf-8");
    EXPECT_EQ(response::json("{}").fields().get("content-type"), "application/json");
    EXPECT_EQ(response::html("<p>").fields().get("content-type"), "text/html; charset=utf-8");
    EXPECT_EQ(response::html("<p>").body(), "<p>");
}

TEST(response, takes_another_type) {
    response r = response::text("{}").with_header("Content-Type", "application/problem+json");
    EXPECT_EQ(r.fields().size(), 1U);
    EXPECT_EQ(r.fields().get("content-type"), "application/problem+json");
    r.fields().erase("content-type");
    EXPECT_TRUE(r.fields().empty());
}

TEST(response, explains_an_error_in_a_line) {
    const response r = response::error(status::not_found, "no such user");
    EXPECT_EQ(r.code(), status::not_found);
    EXPECT_EQ(r.body(), "no such user\n");
}

TEST(response, streams_a_generator) {
    response r = response::stream("text/csv", no_chunks());
    EXPECT_TRUE(r.streamed());
    EXPECT_EQ(r.fields().get("content-type"), "text/csv");
    EXPECT_TRUE(r.take_stream());
}

TEST(response, takes_status_and_headers_in_a_chain) {
    const response r = response::text("made").with_status(status::created).with_header("X", "1");
    EXPECT_EQ(r.code(), status::created);
    EXPECT_EQ(r.fields().get("X"), "1");
    EXPECT_EQ(r.body(), "made");
}

using response_death = ::testing::Test;

TEST(response_death, refuses_headers_that_could_split_it) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(static_cast<void>(response().with_header("X", "a\r\nSet-Cookie: b")),
                 "header is not valid");
    EXPECT_DEATH(static_cast<void>(response().with_header("X: a\r\nY", "b")),
                 "header is not valid");
    EXPECT_DEATH(static_cast<void>(response::stream("text/csv\n", no_chunks())),
                 "header is not valid");
    response from_outside;
    EXPECT_FALSE(from_outside.fields().set("Location", "/a\r\nSet-Cookie: b"));
    EXPECT_TRUE(from_outside.fields().empty());
}

}  // namespace
}  // namespace weir::http
