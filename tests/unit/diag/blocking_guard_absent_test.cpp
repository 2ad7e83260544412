// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "guard_test.hpp"

#include <unistd.h>

#include <cstdlib>
#include <cstring>

// A program that is not linked with the guard, alone and with LD_PRELOAD.

namespace weir::guard_test {
namespace {

bool preloaded() {
    const char* list = std::getenv("LD_PRELOAD");
    return list != nullptr && std::strstr(list, "libweir_guard") != nullptr;
}

TEST(blocking_guard_absent, install_says_how_to_get_it) {
    if (preloaded()) GTEST_SKIP() << "it is preloaded";
    const result<void> on = guard::install(guard::mode::count);
    ASSERT_FALSE(on);
    EXPECT_EQ(on.error(), guard::guard_errc::not_loaded);
    EXPECT_THAT(on.error().message(),
                testing::AllOf(testing::HasSubstr("link weir::guard"),
                               testing::HasSubstr("LD_PRELOAD=libweir_guard.so")));
    EXPECT_FALSE(guard::installed());
}

TEST(blocking_guard_absent, all_else_does_nothing) {
    if (preloaded()) GTEST_SKIP() << "it is preloaded";
    guard::set_mode(guard::mode::abort);
    EXPECT_EQ(guard::current_mode(), guard::mode::off);
    on_shard([] {
        const diag::blocking_allowed idle("a test");
        ::usleep(0);
    });
    EXPECT_EQ(guard::counts().blocked, 0U);
    EXPECT_TRUE(guard::culprits().empty());
    EXPECT_TRUE(guard::rules().empty());
    guard::reset();
}

TEST(blocking_guard_preloaded, counts_as_if_it_were_linked) {
    if (!preloaded()) GTEST_SKIP() << "run with LD_PRELOAD";
    on_shard([] {});  // what a process does once is done
    ASSERT_TRUE(guard::install(guard::mode::count));
    on_shard([] { ::usleep(0); });
    EXPECT_EQ(guard::counts().blocked, 1U);
    ASSERT_EQ(guard::culprits().size(), 1U);
    EXPECT_EQ(guard::culprits()[0].function, "usleep");
}

}  // namespace
}  // namespace weir::guard_test
