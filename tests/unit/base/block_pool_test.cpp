// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/block_pool.hpp>

#include <cstring>
#include <thread>
#include <vector>

namespace weir {
namespace {

TEST(block_pool, blocks_of_any_size_can_be_written_and_released) {
    for (const std::size_t size : {0, 1, 63, 64, 65, 1000, 4096, 4097, 100'000}) {
        void* block = allocate_block(size);
        ASSERT_NE(block, nullptr);
        std::memset(block, 0xa5, size);
        release_block(block, size);
    }
}

TEST(block_pool, blocks_in_use_do_not_overlap) {
    constexpr std::size_t size = 128;
    std::vector<unsigned char*> blocks;
    for (unsigned char i = 0; i < 200; ++i) {
        blocks.push_back(static_cast<unsigned char*>(allocate_block(size)));
        std::memset(blocks.back(), i, size);
        if (i % 3 == 0) {  // some come back in between
            release_block(blocks.back(), size);
            blocks.pop_back();
        }
    }
    for (const unsigned char* block : blocks)
        for (std::size_t at = 0; at < size; ++at) ASSERT_EQ(block[at], block[0]);
    for (unsigned char* block : blocks) release_block(block, size);
}

TEST(block_pool, a_block_may_be_released_on_another_thread) {
    void* block = allocate_block(100);
    std::jthread([block] {
        release_block(block, 100);
        release_block(allocate_block(100), 100);
    });
}

TEST(block_pool, serves_containers) {
    std::vector<int, pool_allocator<int>> numbers;
    for (int i = 0; i < 5000; ++i) numbers.push_back(i);
    EXPECT_EQ(numbers.back(), 4999);
    const auto copy = numbers;
    EXPECT_EQ(copy, numbers);
}

}  // namespace
}  // namespace weir
