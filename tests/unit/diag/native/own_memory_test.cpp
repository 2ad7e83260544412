// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/own_memory.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace weir::own_memory_test {
namespace {

using reader = std::size_t (*)(std::uintptr_t, void*, std::size_t) noexcept;

class own_memory : public testing::TestWithParam<reader> {};

INSTANTIATE_TEST_SUITE_P(both_ways, own_memory,
                         testing::Values(&diag::read_own_memory, &diag::read_own_memory_file));

TEST_P(own_memory, is_read) {
    const std::array<int, 4> numbers{1, 2, 3, 4};
    std::array<int, 4> copy{};
    const auto from = reinterpret_cast<std::uintptr_t>(numbers.data());
    EXPECT_EQ(GetParam()(from, copy.data(), sizeof copy), sizeof copy);
    EXPECT_EQ(copy, numbers);
}

TEST_P(own_memory, at_a_bad_address_is_nothing_and_errno_stays) {
    char byte = 'x';
    errno = 77;
    EXPECT_EQ(GetParam()(0, &byte, 1), 0U);
    EXPECT_EQ(GetParam()(~std::uintptr_t{0} - 4, &byte, 1), 0U);
    EXPECT_EQ(errno, 77);
    EXPECT_EQ(byte, 'x');
}

TEST_P(own_memory, is_read_up_to_where_it_ends) {
    constexpr std::size_t page = 4096;
    auto* const memory = static_cast<char*>(
        mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    ASSERT_NE(memory, MAP_FAILED);
    std::memset(memory, 'a', 2 * page);
    ASSERT_EQ(munmap(memory + page, page), 0);
    std::array<char, 100> copy{};
    const auto from = reinterpret_cast<std::uintptr_t>(memory + page - 10);
    EXPECT_EQ(GetParam()(from, copy.data(), copy.size()), 10U);
    EXPECT_EQ(copy[9], 'a');
    munmap(memory, page);
}

}  // namespace
}  // namespace weir::own_memory_test
