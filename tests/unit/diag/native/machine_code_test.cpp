// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/call_site.hpp"
#include "diag/native/prologue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>

namespace weir::machine_code_test {
namespace {

/// Instructions at a place where they can be looked at, and a word behind them.
class code {
public:
    code(std::initializer_list<unsigned> bytes) : size_(bytes.size()) {
        std::ranges::transform(bytes, bytes_.begin() + before,
                               [](unsigned b) { return static_cast<std::uint8_t>(b); });
    }
    [[nodiscard]] std::uintptr_t begin() const {
        return reinterpret_cast<std::uintptr_t>(&bytes_[before]);
    }
    [[nodiscard]] std::uintptr_t end() const { return begin() + size_; }
    [[nodiscard]] std::optional<std::size_t> frame_size() const {
        return diag::frame_size_of(begin(), end());
    }
    [[nodiscard]] std::optional<std::uintptr_t> call_at_end() const {
        const auto call = diag::call_before(end());
        return call ? std::optional(call->target) : std::nullopt;
    }
    void set_word_behind(std::uintptr_t value) { std::memcpy(&bytes_[before + size_], &value, 8); }

private:
    static constexpr std::size_t before = 16;
    std::size_t size_;
    std::array<std::uint8_t, 128> bytes_{};
};

TEST(prologue, tells_the_size_of_a_frame) {
    EXPECT_EQ(code({0x55, 0x48, 0x89, 0xE5, 0x90, 0xC3}).frame_size(), 0U);
    EXPECT_EQ(code({0x55, 0x48, 0x89, 0xE5, 0x48, 0x83, 0xEC, 0x40, 0xC3}).frame_size(), 64U);
    EXPECT_EQ(code({0x55, 0x48, 0x89, 0xE5, 0x41, 0x57, 0x41, 0x56, 0x53, 0x50, 0xC3}).frame_size(),
              32U);
    EXPECT_EQ(code({0xF3, 0x0F, 0x1E, 0xFA, 0x55, 0x48, 0x89, 0xE5, 0x53, 0x48, 0x81, 0xEC, 0x08,
                    0x10, 0x00, 0x00, 0xC3})
                  .frame_size(),
              8U + 0x1008U);
}

TEST(prologue, that_makes_no_frame_record_tells_nothing) {
    EXPECT_FALSE(code({0x48, 0x83, 0xEC, 0x40, 0xC3}).frame_size());
    EXPECT_FALSE(code({0x55, 0x53, 0xC3}).frame_size());
    EXPECT_FALSE(code({}).frame_size());
    EXPECT_FALSE(diag::frame_size_of(16, 64)) << "there is no code";
}

TEST(prologue, of_a_frame_without_a_fixed_size_tells_nothing) {
    const auto followed_by = [](unsigned a, unsigned b, unsigned c) {
        return code({0x55, 0x48, 0x89, 0xE5, 0x53, 0x90, a, b, c, 0xC3}).frame_size();
    };
    EXPECT_FALSE(followed_by(0x48, 0x29, 0xC4)) << "sub %rax, %rsp";
    EXPECT_FALSE(followed_by(0x4C, 0x89, 0xC4)) << "mov %r8, %rsp";
    EXPECT_FALSE(followed_by(0x48, 0x8B, 0xE0)) << "mov %rax, %rsp";
    EXPECT_FALSE(code({0x55, 0x48, 0x89, 0xE5, 0x48, 0x83, 0xE4, 0xE0, 0xC3}).frame_size())
        << "and $-32, %rsp";
    EXPECT_EQ(followed_by(0x49, 0x89, 0xC4), 8U) << "mov %rax, %r12";
    EXPECT_EQ(followed_by(0x4C, 0x8B, 0xE0), 8U) << "mov %rax, %r12";
}

TEST(call_site, of_a_direct_call_tells_what_is_called) {
    const code call({0xE8, 0x10, 0x00, 0x00, 0x00});
    EXPECT_EQ(call.call_at_end(), call.end() + 0x10);
}

TEST(call_site, of_a_call_by_pointer_tells_nothing_more) {
    for (const auto bytes : {std::initializer_list<unsigned>{0xFF, 0xD0},
                             {0x41, 0xFF, 0xD4},
                             {0xFF, 0x10},
                             {0xFF, 0x50, 0x18},
                             {0xFF, 0x54, 0x24, 0x08},
                             {0xFF, 0x90, 0x00, 0x01, 0x00, 0x00},
                             {0xFF, 0x94, 0x24, 0x00, 0x01, 0x00, 0x00}})
        EXPECT_EQ(code(bytes).call_at_end(), std::uintptr_t{0});
}

TEST(call_site, follows_the_stubs_of_the_linker) {
    // call stub; stub: endbr64; jmp *word(%rip); word:
    code stub({0xE8, 0x00, 0x00, 0x00, 0x00, 0xF3, 0x0F, 0x1E, 0xFA, 0xFF, 0x25, 0, 0, 0, 0});
    stub.set_word_behind(0x1234);
    const auto call = diag::call_before(stub.begin() + 5);
    ASSERT_TRUE(call);
    EXPECT_EQ(call->target, 0x1234U);
}

TEST(call_site, is_none_behind_other_instructions) {
    EXPECT_FALSE(code({0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90}).call_at_end());
    EXPECT_FALSE(code({0x90, 0x90, 0x90, 0x90, 0x90, 0xFF, 0xC0}).call_at_end()) << "inc %eax";
    EXPECT_FALSE(code({0x90, 0x90, 0x90, 0x90, 0x90, 0xFF, 0xE0}).call_at_end()) << "jmp *%rax";
    EXPECT_FALSE(diag::call_before(4)) << "there is no code";
}

}  // namespace
}  // namespace weir::machine_code_test
