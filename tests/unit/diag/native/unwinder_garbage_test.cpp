// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/module_table.hpp"
#include "diag/native/unwind_entry.hpp"
#include "diag/native/unwind_row.hpp"
#include "diag/native/unwinder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <random>
#include <span>
#include <vector>

namespace weir::unwinder_garbage_test {
namespace {

using diag::native_frame;

constexpr std::size_t stack_words = 128;
constexpr std::uintptr_t stack_begin = 0x7000'0000'0000;

/// Words that look like those of a stack: addresses of code, of the stack, small numbers, noise.
class garbage {
public:
    explicit garbage(std::uint64_t seed) : random_(seed), modules_(diag::module_table::read()) {}

    std::uintptr_t code() {
        const auto& m = modules_.modules()[random_() % modules_.modules().size()];
        const auto& range = m.text[random_() % m.text.size()];
        return range.begin + random_() % (range.end - range.begin);
    }
    std::uintptr_t of_stack() { return stack_begin + random_() % (stack_words * 8 + 64); }
    std::uintptr_t word() {
        switch (random_() % 4) {
            case 0:
                return code();
            case 1:
                return of_stack() & ~std::uintptr_t{7};
            case 2:
                return random_() % 256;
            default:
                return random_();
        }
    }
    std::vector<std::byte> stack() {
        std::array<std::uintptr_t, stack_words> words;
        for (auto& w : words) w = word();
        std::vector<std::byte> bytes(random_() % (sizeof words + 1));
        if (!bytes.empty()) std::memcpy(bytes.data(), words.data(), bytes.size());
        return bytes;
    }

private:
    std::mt19937_64 random_;
    diag::module_table modules_;
};

TEST(unwinder_garbage, always_ends_within_the_room) {
    garbage some(20261124);
    diag::unwinder with;
    std::array<native_frame, 32> frames;
    std::size_t longest = 0;
    for (int i = 0; i < 100'000; ++i) {
        const diag::registers at{
            .pc = i % 8 == 0 ? some.word() : some.code(),
            .sp = i % 8 == 1 ? some.word() : stack_begin,
            .bp = some.word(),
        };
        const std::size_t count = with.unwind_sample(at, some.stack(), frames);
        ASSERT_GE(count, 1U);
        ASSERT_LE(count, frames.size());
        longest = std::max(longest, count);
    }
    EXPECT_GT(longest, 3U) << "the garbage is too poor to be a test";
}

TEST(unwinder_garbage, of_a_wrong_stack_pointer_ends_as_well) {
    garbage some(7);
    diag::unwinder with;
    std::array<native_frame, 32> frames;
    for (int i = 0; i < 2'000; ++i) {
        const std::size_t count =
            with.unwind_blocked(some.code(), some.word(), some.word(), frames);
        ASSERT_GE(count, 1U);
        ASSERT_LE(count, frames.size());
    }
}

/// Bytes of a table instead of those of a stack: a module whose tables are noise.
TEST(unwinder_garbage, tables_of_noise_yield_nothing_or_something) {
    std::mt19937_64 random(3);
    std::vector<std::byte> noise(4096);
    diag::module_info module;
    for (int i = 0; i < 20'000; ++i) {
        for (std::size_t at = 0; at < noise.size(); at += 64) noise[at] = std::byte(random());
        const std::uintptr_t address = reinterpret_cast<std::uintptr_t>(noise.data());
        module.frames = diag::image_bytes::in_place(address, noise.size());
        // A head as linkers write it: version 1, relative offsets, and rows of noise after the
        // count.
        const std::array<std::uint8_t, 4> head{1, 0x1B, 0x03, 0x3B};
        std::memcpy(noise.data(), head.data(), head.size());
        module.frame_index = module.frames;
        if (const auto entry = diag::find_unwind_entry(module, address + random() % 8192))
            (void)diag::unwind_row_at(*entry, entry->code_begin + random() % 64);
    }
}

}  // namespace
}  // namespace weir::unwinder_garbage_test
