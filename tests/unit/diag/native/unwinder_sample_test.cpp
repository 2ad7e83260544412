// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/own_memory.hpp"
#include "diag/native/unwinder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#define ONE_FRAME __attribute__((noinline, disable_tail_calls))

namespace weir::unwinder_sample_test {
namespace {

using diag::native_frame;
using diag::unwinder;

ONE_FRAME int recursion(int depth, const std::function<int()>& last) {
    return depth == 0 ? last() : recursion(depth - 1, last) + 1;
}

ONE_FRAME std::uintptr_t here() {
    return reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
}

struct own_sample {
    diag::registers at;
    std::vector<std::byte> stack;
};

/// What a sampler sees of a thread that runs this.
ONE_FRAME int take_sample(own_sample& sample) {
    sample.at.bp = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    sample.at.sp = sample.at.bp;
    sample.at.pc = here();
    sample.stack.resize(65536);
    sample.stack.resize(
        diag::read_own_memory(sample.at.sp, sample.stack.data(), sample.stack.size()));
    return 0;
}

TEST(unwinder_sample, ends_where_its_copy_ends) {
    own_sample sample;
    recursion(60, [&] { return take_sample(sample); });
    unwinder with;
    std::vector<native_frame> all(512);
    all.resize(with.unwind_sample(sample.at, sample.stack, all));
    EXPECT_GT(all.size(), 60U);
    EXPECT_EQ(std::ranges::count_if(all, &native_frame::doubtful), 0);
    std::vector<native_frame> some(512);
    std::size_t least = 1;
    for (const std::size_t size : {0UL, 256UL, 512UL, 1024UL}) {
        const std::size_t count =
            with.unwind_sample(sample.at, std::span(sample.stack).first(size), some);
        EXPECT_GE(count, least);
        EXPECT_LT(count, all.size());
        EXPECT_TRUE(std::ranges::equal(std::span(some).first(count), std::span(all).first(count)));
        least = count;
    }
}

}  // namespace
}  // namespace weir::unwinder_sample_test
