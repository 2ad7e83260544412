// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/fatal.hpp>

#include <cstdio>

namespace weir {
namespace {

TEST(fatal_death, says_the_sentence_and_the_place) {
    EXPECT_DEATH(fatal("the river ran dry"), "weir: fatal: the river ran dry .*fatal_test.cpp:");
}

TEST(fatal_death, require_dies_only_when_it_does_not_hold) {
    require(true, "never said");
    EXPECT_DEATH(require(false, "a rule was broken"), "a rule was broken");
}

TEST(fatal_death, calls_the_hook_after_the_sentence) {
    const auto die = [] {
        set_fatal_hook([]() noexcept { std::fputs("and its context\n", stderr); });
        fatal("one sentence");
    };
    EXPECT_DEATH(die(), "one sentence.*\nand its context");
}

TEST(fatal_death, a_failure_inside_the_hook_does_not_recurse) {
    const auto die = [] {
        set_fatal_hook([]() noexcept { fatal("inner"); });
        fatal("outer");
    };
    EXPECT_DEATH(die(), "outer.*\n.*inner");
}

}  // namespace
}  // namespace weir
