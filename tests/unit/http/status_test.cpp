// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/http/status.hpp>

namespace weir::http {
namespace {

TEST(status, has_the_registered_phrases) {
    EXPECT_EQ(reason_phrase(status::continue_), "Continue");
    EXPECT_EQ(reason_phrase(status::ok), "OK");
    EXPECT_EQ(reason_phrase(status::not_found), "Not Found");
    EXPECT_EQ(reason_phrase(status::network_authentication_required),
              "Network Authentication Required");
    EXPECT_EQ(reason_phrase(status{299}), "");
    EXPECT_EQ(reason_phrase(status{999}), "");
}

TEST(status, is_sorted_into_its_class) {
    EXPECT_TRUE(is_informational(status{199}));
    EXPECT_TRUE(is_success(status::no_content));
    EXPECT_TRUE(is_redirect(status::found));
    EXPECT_TRUE(is_client_error(status{499}));
    EXPECT_TRUE(is_server_error(status::bad_gateway));
    EXPECT_FALSE(is_server_error(status::not_found));
}

TEST(status, some_never_have_a_body) {
    EXPECT_FALSE(allows_body(status::continue_));
    EXPECT_FALSE(allows_body(status::no_content));
    EXPECT_FALSE(allows_body(status::not_modified));
    EXPECT_TRUE(allows_body(status::ok));
    EXPECT_TRUE(allows_body(status::not_found));
}

}  // namespace
}  // namespace weir::http
