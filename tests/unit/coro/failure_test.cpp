// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/error.hpp>
#include <weir/base/log.hpp>
#include <weir/coro/failure.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

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
    static std::vector<std::string> lines;
    set_log_sink([](log_level level, std::string_view line) noexcept {
        lines.push_back(to_string(level) + (": " + std::string(line)));
    });
    detail::report_dropped({"worker", errc::eof, nullptr});
    EXPECT_TRUE(lines.empty());
    detail::report_dropped({"worker", {}, std::make_exception_ptr(std::runtime_error("boom"))});
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0], "error: behind another failure came an exception: boom [task worker]");
    set_log_sink(nullptr);
}

}  // namespace
}  // namespace weir::failure_test
