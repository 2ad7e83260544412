// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/buffer.hpp>

namespace weir {
namespace {

/// Lends pieces of one array and writes down what comes back.
class lender final : public buffer_owner {
public:
    buffer lend(std::size_t size, std::uint32_t id) {
        return {*this, blocks_.data() + 16 * id, size, id};
    }
    void release(std::byte* block, std::uint32_t id) noexcept override {
        EXPECT_EQ(block, blocks_.data() + 16 * id) << "must come back as it was lent";
        returned.push_back(id);
    }
    std::vector<std::uint32_t> returned;

private:
    std::array<std::byte, 64> blocks_{};
};

TEST(buffer, is_empty_by_default) {
    const buffer b;
    EXPECT_TRUE(b.empty());
    EXPECT_EQ(b.size(), 0U);
    EXPECT_EQ(b.view(), "");
    EXPECT_TRUE(b.bytes().empty());
}

TEST(buffer, copies_a_text) {
    std::string text = "river";
    const buffer b = buffer::copy_of(text);
    text = "ocean";
    EXPECT_EQ(b.view(), "river");
    EXPECT_TRUE(buffer::copy_of("").empty());
}

TEST(buffer, allocates_writable_bytes) {
    buffer b = buffer::allocate(3);
    ASSERT_EQ(b.size(), 3U);
    std::memcpy(b.data(), "abc", 3);
    b.bytes()[1] = std::byte{'X'};
    EXPECT_EQ(b.view(), "aXc");
}

TEST(buffer, gives_its_block_back_exactly_once) {
    lender owner;
    {
        buffer a = owner.lend(4, 1);
        buffer b = std::move(a);
        buffer c;
        c = std::move(b);
        EXPECT_EQ(c.size(), 4U);
        EXPECT_TRUE(owner.returned.empty());
    }
    EXPECT_EQ(owner.returned, std::vector<std::uint32_t>{1});
}

TEST(buffer, assignment_gives_back_what_was_held) {
    lender owner;
    buffer a = owner.lend(4, 1);
    a = owner.lend(4, 2);
    EXPECT_EQ(owner.returned, std::vector<std::uint32_t>{1});
    a = buffer();
    EXPECT_EQ(owner.returned, (std::vector<std::uint32_t>{1, 2}));
}

TEST(buffer, a_narrowed_window_still_returns_the_whole_block) {
    lender owner;
    {
        buffer b = owner.lend(10, 3);
        std::memcpy(b.data(), "0123456789", 10);
        b.remove_prefix(4);
        b.truncate(3);
        EXPECT_EQ(b.view(), "456");
        b.remove_prefix(3);
        EXPECT_TRUE(b.empty());
        EXPECT_TRUE(owner.returned.empty()) << "an empty window still holds its block";
    }
    EXPECT_EQ(owner.returned, std::vector<std::uint32_t>{3});
}

TEST(buffer, swaps) {
    lender owner;
    buffer a = owner.lend(1, 0);
    buffer b = owner.lend(2, 1);
    a.swap(b);
    EXPECT_EQ(a.size(), 2U);
    EXPECT_EQ(b.size(), 1U);
    a = {};
    EXPECT_EQ(owner.returned, std::vector<std::uint32_t>{1});
}

TEST(buffer, a_text_is_bytes) {
    const auto bytes = as_bytes("ab");
    ASSERT_EQ(bytes.size(), 2U);
    EXPECT_EQ(bytes[1], std::byte{'b'});
}

}  // namespace
}  // namespace weir
