// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/frame_pointers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>

namespace weir::frame_pointers_test {
namespace {

using diag::walk_frame_pointers;
using testing::ElementsAre;

/// A stack of words; records are (place of the next record, return address).
class made_stack {
public:
    std::uintptr_t at(std::size_t word) const {
        return reinterpret_cast<std::uintptr_t>(&words_[word]);
    }
    void record(std::size_t word, std::uintptr_t next, std::uintptr_t return_address) {
        words_[word] = next;
        words_[word + 1] = return_address;
    }
    std::vector<std::uintptr_t> walk(std::uintptr_t bp, std::size_t room = 16) const {
        std::vector<std::uintptr_t> out(room);
        out.resize(walk_frame_pointers(7, bp, at(2), at(0), at(words_.size() - 1) + 8, out));
        return out;
    }

private:
    std::array<std::uintptr_t, 16> words_{};
};

TEST(frame_pointers, of_a_chain_are_followed_to_its_end) {
    made_stack stack;
    stack.record(4, stack.at(8), 100);
    stack.record(8, stack.at(12), 200);
    stack.record(12, 0, 300);
    EXPECT_THAT(stack.walk(stack.at(4)), ElementsAre(7, 100, 200, 300));
    EXPECT_THAT(stack.walk(stack.at(4), 2), ElementsAre(7, 100));
    EXPECT_THAT(stack.walk(stack.at(4), 0), ElementsAre());
}

TEST(frame_pointers, that_leave_the_stack_end_the_walk) {
    made_stack stack;
    stack.record(4, 0xDEAD'BEEF'0000, 100);
    EXPECT_THAT(stack.walk(stack.at(4)), ElementsAre(7, 100));
    EXPECT_THAT(stack.walk(0), ElementsAre(7));
    EXPECT_THAT(stack.walk(stack.at(0)), ElementsAre(7)) << "below the stack pointer";
    EXPECT_THAT(stack.walk(stack.at(15)), ElementsAre(7)) << "half a record";
    EXPECT_THAT(stack.walk(stack.at(4) + 1), ElementsAre(7)) << "not aligned";
}

TEST(frame_pointers, that_lead_back_end_the_walk) {
    made_stack stack;
    stack.record(4, stack.at(8), 100);
    stack.record(8, stack.at(4), 200);
    EXPECT_THAT(stack.walk(stack.at(4)), ElementsAre(7, 100, 200));
}

__attribute__((noinline)) std::size_t own_depth(std::size_t calls) {
    if (calls > 0) return own_depth(calls - 1) + (calls == 0 ? 1 : 0);
    std::array<std::uintptr_t, 64> out;
    const auto bp = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    return walk_frame_pointers(1, bp, bp, bp, bp + 65536, out);
}

TEST(frame_pointers, of_this_thread_are_more_the_deeper_it_is) {
    const std::size_t shallow = own_depth(0);
    EXPECT_GE(shallow, 2U);
    EXPECT_LE(shallow, 64U);
}

}  // namespace
}  // namespace weir::frame_pointers_test
