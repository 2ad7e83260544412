// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/error.hpp>

#include <set>

namespace weir {
namespace {

constexpr std::array all = {
    errc::eof,         errc::timed_out,     errc::canceled,       errc::closed,
    errc::queue_full,  errc::too_large,     errc::protocol_error, errc::bad_argument,
    errc::unavailable, errc::not_supported,
};

TEST(error, each_code_has_its_own_sentence) {
    std::set<std::string> messages;
    for (errc code : all) messages.insert(make_error_code(code).message());
    EXPECT_EQ(messages.size(), all.size());
    EXPECT_TRUE(std::ranges::none_of(
        messages, [](const std::string& m) { return m.empty() || m.starts_with("unknown"); }));
}

TEST(error, an_unknown_value_says_so) {
    EXPECT_EQ(std::error_code(999, error_category()).message(), "unknown error 999");
}

TEST(error, a_code_converts_by_itself_and_is_never_success) {
    const std::error_code code = errc::eof;
    EXPECT_TRUE(code);
    EXPECT_EQ(code, errc::eof);
    EXPECT_STREQ(code.category().name(), "weir");
    for (errc each : all) EXPECT_TRUE(make_error_code(each));
}

TEST(error, the_three_ends_of_an_operation_are_three_codes) {
    EXPECT_NE(make_error_code(errc::eof), make_error_code(errc::timed_out));
    EXPECT_NE(make_error_code(errc::timed_out), make_error_code(errc::canceled));
    EXPECT_NE(make_error_code(errc::eof), make_error_code(errc::canceled));
}

TEST(error, compares_with_the_portable_conditions) {
    EXPECT_EQ(make_error_code(errc::timed_out), std::errc::timed_out);
    EXPECT_EQ(make_error_code(errc::canceled), std::errc::operation_canceled);
    EXPECT_EQ(make_error_code(errc::bad_argument), std::errc::invalid_argument);
    EXPECT_EQ(make_error_code(errc::not_supported), std::errc::operation_not_supported);
    EXPECT_NE(make_error_code(errc::eof), std::errc::timed_out);
}

}  // namespace
}  // namespace weir
