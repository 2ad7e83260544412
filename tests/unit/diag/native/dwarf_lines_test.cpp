// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/dwarf_lines.hpp"

#include <weir/diag/symbols.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#define ONE_FRAME __attribute__((noinline, disable_tail_calls))
#define INLINED __attribute__((always_inline)) inline

namespace weir::dwarf_lines_test {
namespace {

using diag::symbol_frame;
using testing::EndsWith;
using testing::HasSubstr;

unsigned lines[4];

ONE_FRAME std::uintptr_t here() {
    return reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
}

INLINED std::uintptr_t innermost_inlined() {
    lines[0] = __LINE__ + 1;
    return here();
}

INLINED std::uintptr_t middle_inlined() {
    lines[1] = __LINE__ + 1;
    return innermost_inlined() + 0;
}

INLINED std::uintptr_t outer_inlined() {
    lines[2] = __LINE__ + 1;
    return middle_inlined() + 0;
}

ONE_FRAME std::uintptr_t function_around() {
    lines[3] = __LINE__ + 1;
    return outer_inlined();
}

TEST(dwarf_lines, tell_file_and_line_of_every_inlined_function) {
    const char* const names[] = {"innermost_inlined", "middle_inlined", "outer_inlined",
                                 "function_around"};
    diag::symbolizer symbols;
    const std::vector<symbol_frame> frames = symbols.resolve(function_around(), true);
    ASSERT_EQ(frames.size(), 4U);
    for (std::size_t i = 0; i < frames.size(); ++i) {
        EXPECT_THAT(frames[i].function, HasSubstr(names[i]));
        EXPECT_THAT(frames[i].file, EndsWith("dwarf_lines_test.cpp"));
        EXPECT_EQ(frames[i].line, lines[i]) << names[i];
        EXPECT_EQ(frames[i].inlined, i < 3) << names[i];
        EXPECT_TRUE(frames[i].exact_symbol);
    }
}

struct counter {
    ONE_FRAME std::uintptr_t member(const std::string& text) const;
};

std::uintptr_t counter::member(const std::string& text) const {
    return here() + text.size() * 0;
}

TEST(dwarf_lines, tell_the_line_of_a_member_function) {
    diag::symbolizer symbols;
    const unsigned line = __LINE__ - 5;
    const symbol_frame f = symbols.resolve(counter().member(""), true).back();
    EXPECT_THAT(f.function, HasSubstr("counter::member("));
    EXPECT_EQ(f.line, line);
}

TEST(dwarf_lines, of_a_file_that_is_none_are_empty) {
    EXPECT_TRUE(diag::dwarf_lines("/proc/self/maps").at(0x1000).empty());
    EXPECT_TRUE(diag::dwarf_lines("/does/not/exist").at(0x1000).empty());
    EXPECT_TRUE(diag::dwarf_lines("/proc/self/exe").at(1).empty());
}

}  // namespace
}  // namespace weir::dwarf_lines_test
