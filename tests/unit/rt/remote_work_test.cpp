// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/rt/remote_work.hpp>

#include <thread>

namespace weir {
namespace {

struct numbered : remote_work {
    explicit numbered(int n) : remote_work([](remote_work&) noexcept {}), number(n) {}
    int number;
};

TEST(inbox, hands_out_in_the_order_of_posting) {
    inbox box;
    std::vector<std::unique_ptr<numbered>> work;
    for (int i = 0; i < 5; ++i) {
        work.push_back(std::make_unique<numbered>(i));
        EXPECT_TRUE(box.push(*work.back()));
    }
    int expected = 0;
    for (remote_work* w = box.take_all(); w != nullptr; w = w->next)
        EXPECT_EQ(static_cast<numbered*>(w)->number, expected++);
    EXPECT_EQ(expected, 5);
    EXPECT_TRUE(box.empty());
}

TEST(inbox, closes_only_when_nothing_is_left_and_refuses_from_then_on) {
    inbox box;
    numbered first(1);
    numbered late(2);
    EXPECT_TRUE(box.push(first));
    EXPECT_FALSE(box.close_if_empty());
    EXPECT_EQ(box.take_all(), &first);
    EXPECT_TRUE(box.close_if_empty());
    EXPECT_FALSE(box.push(late));
    EXPECT_TRUE(box.close_if_empty());
    EXPECT_EQ(box.take_all(), nullptr);
}

TEST(inbox, loses_nothing_from_many_threads) {
    constexpr int threads = 4;
    constexpr int each = 5'000;
    inbox box;
    std::vector<std::vector<std::unique_ptr<numbered>>> work(threads);
    std::vector<std::thread> posters;
    for (auto& mine : work)
        posters.emplace_back([&] {
            for (int i = 0; i < each; ++i) {
                mine.push_back(std::make_unique<numbered>(i));
                box.push(*mine.back());
            }
        });
    int seen = 0;
    while (seen < threads * each)
        for (remote_work* w = box.take_all(); w != nullptr; w = w->next) ++seen;
    for (auto& p : posters) p.join();
    EXPECT_TRUE(box.empty());
}

}  // namespace
}  // namespace weir
