// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/http/parse.hpp>

namespace weir::http {
namespace {

TEST(parse_error, has_a_code_for_callers_that_do_not_speak_http) {
    const auto code = [](status s) { return parse_error{s, ""}.code(); };
    EXPECT_EQ(code(status::bad_request), errc::protocol_error);
    EXPECT_EQ(code(status::content_too_large), errc::too_large);
    EXPECT_EQ(code(status::uri_too_long), errc::too_large);
    EXPECT_EQ(code(status::request_header_fields_too_large), errc::too_large);
    EXPECT_EQ(code(status::not_implemented), errc::not_supported);
    EXPECT_EQ(code(status::http_version_not_supported), errc::not_supported);
    EXPECT_EQ(code(status::expectation_failed), errc::not_supported);
}

TEST(parse_step, asks_for_more_by_default) {
    const parse_step step;
    EXPECT_EQ(step.event, parse_event::need_more);
    EXPECT_EQ(step.consumed, 0U);
    EXPECT_TRUE(step.body.empty());
}

}  // namespace
}  // namespace weir::http
