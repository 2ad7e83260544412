// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/http/percent.hpp>

namespace weir::http {
namespace {

using namespace std::string_literals;

TEST(percent, encodes_all_but_the_unreserved) {
    EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
    EXPECT_EQ(percent_encode("a b/c?&=+%#"), "a%20b%2Fc%3F%26%3D%2B%25%23");
    EXPECT_EQ(percent_encode("\xc3\xa4\0"s), "%C3%A4%00");
    EXPECT_EQ(percent_encode("/a b", "/"), "/a%20b");
}

TEST(percent, every_byte_reads_back) {
    std::string all;
    for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
    EXPECT_EQ(percent_decode(percent_encode(all)), all);
    EXPECT_EQ(form_decode(percent_encode(all)), all);
}

TEST(percent, refuses_what_encodes_nothing) {
    for (const char* text : {"%", "a%2", "%zz", "%2g", "%%20", "%+1", "%0x"})
        EXPECT_EQ(percent_decode(text).error(), errc::bad_argument) << text;
    EXPECT_EQ(percent_decode("%2f%2F+"), "//+");
    EXPECT_EQ(percent_decode(""), "");
}

TEST(percent, forms_have_plus_for_space_and_forgive) {
    EXPECT_EQ(form_decode("a+b%20c"), "a b c");
    EXPECT_EQ(form_decode("100%"), "100%");
    EXPECT_EQ(form_decode("%zz%2B%4"), "%zz+%4");
}

}  // namespace
}  // namespace weir::http
