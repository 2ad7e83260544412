// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "guard_test.hpp"

#include <weir/diag/blocking_listener.hpp>

#include <gtest/gtest-spi.h>
#include <unistd.h>

#include <thread>

namespace weir::guard_test {
namespace {

using diag::blocking_allowed;

/// Drives a listener by hand as GoogleTest does around a test.
class blocking_listener : public guarded {
protected:
    template <class Body>
    std::vector<std::string> failures_of(Body body) {
        testing::TestPartResultArray parts;
        {
            const testing::ScopedFakeTestPartResultReporter divert(
                testing::ScopedFakeTestPartResultReporter::INTERCEPT_ALL_THREADS, &parts);
            const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();
            listener.OnTestStart(test);
            body();
            listener.OnTestEnd(test);
        }
        std::vector<std::string> texts;
        for (int i = 0; i < parts.size(); ++i) {
            EXPECT_TRUE(parts.GetTestPartResult(i).failed());
            texts.emplace_back(parts.GetTestPartResult(i).message());
        }
        return texts;
    }

    diag::blocking_listener listener;
};

TEST_F(blocking_listener, fails_the_test_in_which_a_call_blocked_a_shard) {
    const auto failures = failures_of([] { on_shard([] { ::usleep(0); }); });
    ASSERT_EQ(failures.size(), 1U);
    EXPECT_THAT(failures[0],
                testing::HasSubstr("usleep() may block: called on shard 0 by task 'main'"));
    EXPECT_THAT(failures[0], testing::HasSubstr("\n    at "));
}

TEST_F(blocking_listener, passes_a_test_that_blocks_elsewhere_or_is_allowed_to) {
    const auto failures = failures_of([] {
        ::usleep(0);
        on_shard([] {
            const blocking_allowed once("a test");
            ::usleep(0);
        });
    });
    EXPECT_THAT(failures, testing::IsEmpty());
}

TEST_F(blocking_listener, starts_each_test_afresh) {
    EXPECT_EQ(failures_of([] { on_shard([] { ::usleep(0); }); }).size(), 1U);
    EXPECT_EQ(failures_of([] {}).size(), 0U);
}

TEST_F(blocking_listener, prints_allowances_that_were_never_needed_after_the_last_test) {
    EXPECT_EQ(failures_of([] {
                  on_shard([] {
                      const blocking_allowed used("needed once");
                      ::usleep(0);
                      const blocking_allowed idle("needed never");
                  });
              }).size(),
              0U);
    testing::internal::CaptureStdout();
    listener.OnTestProgramEnd(*testing::UnitTest::GetInstance());
    const std::string out = testing::internal::GetCapturedStdout();
    EXPECT_THAT(out, testing::HasSubstr("needed never"));
    EXPECT_THAT(out, testing::Not(testing::HasSubstr("needed once")));
}

TEST_F(blocking_listener, is_appended_to_those_of_the_program) {
    guard::set_mode(guard::mode::off);
    const result<diag::blocking_listener*> appended = diag::blocking_listener::append();
    ASSERT_TRUE(appended);
    EXPECT_EQ(guard::current_mode(), guard::mode::count);
    // Not for the tests that follow.
    delete testing::UnitTest::GetInstance()->listeners().Release(*appended);
}

}  // namespace
}  // namespace weir::guard_test
