// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/http/message.hpp>

namespace weir::http {
namespace {

TEST(message, names_its_versions) {
    EXPECT_EQ(to_string(version::http_1_0), "HTTP/1.0");
    EXPECT_EQ(to_string(version::http_1_1), "HTTP/1.1");
}

TEST(message, an_empty_framing_has_no_bytes) {
    EXPECT_TRUE(body_framing::none().empty());
    EXPECT_TRUE(body_framing::sized(0).empty());
    EXPECT_FALSE(body_framing::sized(1).empty());
    EXPECT_FALSE(body_framing::chunked().empty());
    EXPECT_FALSE(body_framing::until_close().empty());
    EXPECT_NE(body_framing::sized(1), body_framing::sized(2));
}

TEST(message, keep_alive_depends_on_version_and_connection) {
    headers fields;
    EXPECT_TRUE(wants_keep_alive(version::http_1_1, fields));
    EXPECT_FALSE(wants_keep_alive(version::http_1_0, fields));
    ASSERT_TRUE(fields.set("Connection", "Keep-Alive"));
    EXPECT_TRUE(wants_keep_alive(version::http_1_0, fields));
    ASSERT_TRUE(fields.append("Connection", "close"));
    EXPECT_FALSE(wants_keep_alive(version::http_1_0, fields));
    EXPECT_FALSE(wants_keep_alive(version::http_1_1, fields)) << "close wins";
}

}  // namespace
}  // namespace weir::http
