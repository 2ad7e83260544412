// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "call_world.hpp"
#include "guard_test.hpp"

#include <optional>

// Each function of libc that the guard stands in front of, with each outcome.

namespace weir::guard_test {
namespace {

class blocking_calls : public guarded, public testing::WithParamInterface<call_case> {
protected:
    call_world world;

    /// Makes the call; tells what it threw.
    std::optional<std::string> make() {
        try {
            GetParam().make(world);
        } catch (const diag::blocking_error& e) {
            return e.what();
        }
        return std::nullopt;
    }
};

TEST_P(blocking_calls, are_counted_within_a_step) {
    if (GetParam().endless) return;
    on_shard([&] { EXPECT_EQ(make(), std::nullopt); });
    world.join();
    EXPECT_GE(calls_of(GetParam().function), 1U) << guard::report();
}

TEST_P(blocking_calls, are_counted_as_allowed_under_an_allowance) {
    if (GetParam().endless) return;
    on_shard([&] {
        const diag::blocking_allowed all("the test makes them");
        make();
    });
    world.join();
    EXPECT_EQ(guard::counts().blocked, 0U) << guard::report();
    EXPECT_GE(guard::counts().allowed, 1U);
    EXPECT_TRUE(guard::unused_rules().empty());
}

TEST_P(blocking_calls, are_nothing_outside_of_shards) {
    if (GetParam().endless) return;
    world.guard_looks = false;
    make();
    world.join();
    EXPECT_EQ(guard::counts().blocked + guard::counts().allowed, 0U) << guard::report();
}

TEST_P(blocking_calls, are_nothing_when_it_is_off) {
    if (GetParam().endless) return;
    guard::set_mode(guard::mode::off);
    world.guard_looks = false;
    on_shard([&] { make(); });
    world.join();
    EXPECT_EQ(guard::counts().blocked + guard::counts().allowed, 0U) << guard::report();
}

TEST_P(blocking_calls, throw_instead_where_they_may_or_abort) {
    if (GetParam().may_throw && !raises) GTEST_SKIP() << "aborts, as one test of its own shows";
    guard::set_mode(guard::mode::raise);
    const std::string begin = std::string(GetParam().function) + "\\([0-9]*\\) may block";
    if (!GetParam().may_throw) {
        EXPECT_DEATH(on_shard([&] { make(); }), begin);
        return;
    }
    std::optional<std::string> thrown;
    on_shard([&] { thrown = make(); });
    world.join();
    ASSERT_TRUE(thrown);
    EXPECT_THAT(*thrown, testing::ContainsRegex(begin));
}

std::string name_of(const testing::TestParamInfo<call_case>& info) {
    std::string name = info.param.function;
    return name + "_" + std::to_string(info.index);
}

INSTANTIATE_TEST_SUITE_P(files, blocking_calls, testing::ValuesIn(file_cases()), name_of);
INSTANTIATE_TEST_SUITE_P(sockets, blocking_calls, testing::ValuesIn(socket_cases()), name_of);
INSTANTIATE_TEST_SUITE_P(waits, blocking_calls, testing::ValuesIn(wait_cases()), name_of);
INSTANTIATE_TEST_SUITE_P(threads, blocking_calls, testing::ValuesIn(thread_cases()), name_of);

}  // namespace
}  // namespace weir::guard_test
