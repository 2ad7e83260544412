// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/http/date.hpp>

namespace weir::http {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_seconds;

TEST(date, is_written_in_the_fixed_form) {
    EXPECT_EQ(format_date(sys_seconds(784'111'777s)), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(format_date(sys_seconds(0s)), "Thu, 01 Jan 1970 00:00:00 GMT");
    EXPECT_EQ(format_date(sys_seconds(951'782'400s)), "Tue, 29 Feb 2000 00:00:00 GMT");
    EXPECT_EQ(format_date(sys_seconds(4'102'444'799s)), "Thu, 31 Dec 2099 23:59:59 GMT");
}

}  // namespace
}  // namespace weir::http
