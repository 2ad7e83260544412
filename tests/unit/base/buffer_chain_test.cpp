// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/buffer_chain.hpp>

#include <random>

namespace weir {
namespace {

class counting_owner final : public buffer_owner {
public:
    buffer lend(std::string_view text) {
        ++out;
        auto* block = new std::byte[text.size()];
        std::memcpy(block, text.data(), text.size());
        return {*this, block, text.size(), 0};
    }
    void release(std::byte* block, std::uint32_t) noexcept override {
        delete[] block;
        --out;
    }
    int out = 0;
};

/// What a gathered write of the whole chain would send.
std::string gathered(const buffer_chain& chain) {
    std::vector<iovec> pieces(chain.pieces() + 1);
    const std::size_t n = chain.fill_iovec(pieces);
    EXPECT_EQ(n, chain.pieces());
    std::string all;
    for (std::size_t i = 0; i < n; ++i) {
        EXPECT_GT(pieces[i].iov_len, 0U) << "an empty piece is a wasted iovec";
        all.append(static_cast<const char*>(pieces[i].iov_base), pieces[i].iov_len);
    }
    EXPECT_EQ(all.size(), chain.size());
    EXPECT_EQ(all, chain.to_string());
    return all;
}

TEST(buffer_chain, is_empty_at_first) {
    buffer_chain chain;
    EXPECT_TRUE(chain.empty());
    EXPECT_EQ(gathered(chain), "");
    EXPECT_TRUE(chain.pop_front().empty());
    chain.consume(0);
    chain.append(buffer());
    chain.append(buffer_chain());
    chain.append_copy("");
    chain.prepend(buffer());
    EXPECT_EQ(chain.pieces(), 0U);
}

TEST(buffer_chain, small_texts_share_a_block) {
    buffer_chain chain;
    for (int i = 0; i < 64; ++i) chain.append_copy("0123456789abcdef");
    EXPECT_EQ(chain.size(), buffer_chain::block_size);
    EXPECT_EQ(chain.pieces(), 1U);
    chain.append_copy("x");
    EXPECT_EQ(chain.pieces(), 2U);
}

TEST(buffer_chain, a_text_that_does_not_fit_is_split_in_two) {
    buffer_chain chain;
    const std::string first(buffer_chain::block_size - 3, 'a');
    const std::string second = "0123456789" + std::string(5000, 'b');
    chain.append_copy(first);
    chain.append_copy(second);
    EXPECT_EQ(chain.pieces(), 2U);
    EXPECT_EQ(gathered(chain), first + second);
}

TEST(buffer_chain, takes_buffers_over_without_copying) {
    counting_owner owner;
    buffer_chain chain;
    buffer lent = owner.lend("body");
    const std::byte* where = lent.data();
    chain.append_copy("head ");
    chain.append(std::move(lent));
    chain.append_copy(" tail");
    EXPECT_EQ(gathered(chain), "head body tail");
    std::array<iovec, 2> pieces{};
    ASSERT_EQ(chain.fill_iovec(pieces), 2U) << "no more than there is place for";
    EXPECT_EQ(pieces[1].iov_base, where);
    EXPECT_EQ(owner.out, 1);
    chain.consume(9);
    EXPECT_EQ(owner.out, 0) << "what was written goes back at once";
    EXPECT_EQ(gathered(chain), " tail");
}

TEST(buffer_chain, prepends_before_and_after_a_partial_write) {
    counting_owner owner;
    buffer_chain chain;
    chain.append_copy("c");
    chain.prepend(owner.lend("b"));
    chain.prepend(owner.lend("a"));
    chain.append_copy("d");
    EXPECT_EQ(gathered(chain), "abcd");
    chain.consume(1);
    chain.prepend(owner.lend("A"));
    EXPECT_EQ(gathered(chain), "Abcd");
    chain.clear();
    EXPECT_EQ(owner.out, 0);
    EXPECT_TRUE(chain.empty());
    chain.append_copy("again");
    EXPECT_EQ(gathered(chain), "again");
}

TEST(buffer_chain, consumes_within_and_across_pieces) {
    for (std::size_t cut = 0; cut <= 9; ++cut) {
        buffer_chain chain;
        chain.append(buffer::copy_of("abc"));
        chain.append_copy("def");
        chain.append(buffer::copy_of("ghi"));
        chain.consume(cut);
        EXPECT_EQ(gathered(chain), std::string("abcdefghi").substr(cut));
        chain.append_copy("jkl");
        EXPECT_EQ(gathered(chain), std::string("abcdefghijkl").substr(cut));
    }
}

TEST(buffer_chain, an_open_tail_block_that_was_partly_sent_goes_on) {
    buffer_chain chain;
    chain.append_copy("abc");
    chain.consume(2);
    chain.append_copy("def");
    EXPECT_EQ(chain.pieces(), 1U);
    EXPECT_EQ(gathered(chain), "cdef");
}

TEST(buffer_chain, may_append_a_text_of_its_own) {
    buffer_chain chain;
    chain.append_copy("abc");
    std::array<iovec, 1> pieces{};
    ASSERT_EQ(chain.fill_iovec(pieces), 1U);
    chain.append_copy({static_cast<const char*>(pieces[0].iov_base), pieces[0].iov_len});
    EXPECT_EQ(gathered(chain), "abcabc");
}

TEST(buffer_chain, is_written_in_place) {
    const auto write = [](buffer_chain& to, std::size_t room, std::string_view text) {
        std::memcpy(to.prepare(room).data(), text.data(), text.size());
        to.commit(text.size());
    };
    buffer_chain chain;
    write(chain, 100, "a");
    write(chain, 100, "bc");
    EXPECT_EQ(chain.pieces(), 1U) << "what was not used is used next";
    chain.append_copy("d");
    write(chain, 5000, "e");
    EXPECT_EQ(chain.to_string(), "abcde");
    EXPECT_EQ(chain.pieces(), 2U);
}

TEST(buffer_chain, room_that_was_not_used_leaves_no_piece) {
    buffer_chain chain;
    EXPECT_EQ(chain.prepare(10).size(), 10U);
    EXPECT_TRUE(chain.empty());
    chain.append(buffer::copy_of("x"));
    EXPECT_EQ(chain.pieces(), 1U);
    EXPECT_EQ(chain.pop_front().view(), "x");
    EXPECT_TRUE(chain.empty());
}

TEST(buffer_chain, appends_another_chain_and_moves) {
    buffer_chain a;
    a.append_copy("one ");
    buffer_chain b;
    b.append(buffer::copy_of("xtwo "));
    b.append_copy("three");
    b.consume(1);
    a.append(std::move(b));
    buffer_chain c = std::move(a);
    c.append_copy(" four");
    EXPECT_EQ(gathered(c), "one two three four");
    EXPECT_TRUE(a.empty());
    a.append_copy("new");
    EXPECT_EQ(gathered(a), "new");
}

TEST(buffer_chain, pops_its_pieces) {
    buffer_chain chain;
    chain.append(buffer::copy_of("ab"));
    chain.append_copy("cd");
    EXPECT_EQ(chain.pop_front().view(), "ab");
    const buffer last = chain.pop_front();
    EXPECT_EQ(last.view(), "cd") << "without the room behind it";
    EXPECT_TRUE(chain.empty());
    EXPECT_EQ(chain.pieces(), 0U);
}

TEST(buffer_chain, equals_a_string_under_random_use) {
    std::mt19937 random(7);
    counting_owner owner;
    buffer_chain chain;
    std::string model;
    for (int i = 0; i < 20'000; ++i) {
        const std::string text(random() % 40, static_cast<char>('a' + i % 26));
        switch (random() % 5) {
            case 0:
                chain.append(owner.lend(text));
                model += text;
                break;
            case 1:
                chain.prepend(owner.lend(text));
                model.insert(0, text);
                break;
            case 2:
                chain.append_copy(text);
                model += text;
                break;
            default:
                const std::size_t n = model.empty() ? 0 : random() % (model.size() + 1);
                const std::size_t some = std::min<std::size_t>(n, 30);
                chain.consume(some);
                model.erase(0, some);
        }
        ASSERT_EQ(chain.size(), model.size());
        if (i % 16 == 0) {
            ASSERT_EQ(gathered(chain), model);
        }
    }
    chain.clear();
    EXPECT_EQ(owner.out, 0);
}

TEST(buffer_chain, consuming_too_much_is_fatal) {
    buffer_chain chain;
    chain.append_copy("abc");
    EXPECT_DEATH(chain.consume(4), "more was consumed");
}

}  // namespace
}  // namespace weir
