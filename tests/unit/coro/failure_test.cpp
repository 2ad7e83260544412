// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/log_capture.hpp"

#include <weir/base/error.hpp>
#include <weir/coro/failure.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace weir::failure_test {
namespace {

TEST(failure, describes_error_and_exception) {
    EXPECT_EQ(describe({nullptr, errc::eof, nullptr}), "weir: the peer closed the connection");
    EXPECT_EQ(describe({"worker", errc::timed_out, nullptr}),
              "weir: the deadline passed [task worker]");
    const auto boom = std::make_exception_ptr(std::runtime_error("boom"));
    EXPECT_EQ(describe({"worker", {}, boom}), "exception: boom [task worker]");
    EXPECT_EQ(describe({nullptr, {}, std::make_exception_ptr(1)}), "exception of an unknown type");
}

TEST(failure, only_exceptions_are_reported_when_they_are_dropped) {
    const test::log_capture log;
    detail::report_dropped({"worker", errc::eof, nullptr});
    EXPECT_TRUE(log.lines().empty());
    detail::report_dropped({"worker", {}, std::make_exception_ptr(std::runtime_error("boom"))});
    ASSERT_EQ(log.lines().size(), 1U);
    EXPECT_EQ(log.lines()[0], "behind another failure came an exception: boom [task worker]");
}

TEST(first_failure, keeps_the_first_and_reports_later_exceptions) {
    const test::log_capture log;
    detail::first_failure none;
    EXPECT_TRUE(none.settle());
    detail::first_failure failure;
    failure.add(make_error_code(errc::eof));
    failure.add(make_error_code(errc::closed));
    failure.add(std::make_exception_ptr(std::runtime_error("boom")));
    EXPECT_EQ(failure.settle().error(), errc::eof);
    EXPECT_EQ(log.lines().size(), 1U);
    detail::first_failure thrown;
    thrown.add(std::make_exception_ptr(std::runtime_error("boom")));
    EXPECT_THROW(static_cast<void>(thrown.settle()), std::runtime_error);
}

}  // namespace
}  // namespace weir::failure_test
