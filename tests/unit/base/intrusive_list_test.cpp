// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/base/intrusive_list.hpp>

namespace weir {
namespace {

struct entry : list_hook {
    explicit entry(int v) : value(v) {}
    int value;
};

std::vector<int> values(intrusive_list<entry>& list) {
    std::vector<int> all;
    list.for_each([&](entry& e) { all.push_back(e.value); });
    EXPECT_EQ(all.size(), list.count());
    EXPECT_EQ(all.empty(), list.empty());
    return all;
}

using ints = std::vector<int>;

TEST(intrusive_list, keeps_the_order_of_both_ends) {
    entry a(1), b(2), c(3);
    intrusive_list<entry> list;
    EXPECT_TRUE(list.empty());
    list.push_back(b);
    list.push_back(c);
    list.push_front(a);
    EXPECT_EQ(values(list), (ints{1, 2, 3}));
    EXPECT_EQ(list.front().value, 1);
}

TEST(intrusive_list, pops_until_empty) {
    entry a(1), b(2);
    intrusive_list<entry> list;
    list.push_back(a);
    list.push_back(b);
    EXPECT_EQ(list.pop_front(), &a);
    EXPECT_FALSE(a.linked());
    EXPECT_EQ(list.pop_front(), &b);
    EXPECT_EQ(list.pop_front(), nullptr);
}

TEST(intrusive_list, an_element_leaves_from_the_middle_without_the_list) {
    entry a(1), b(2), c(3);
    intrusive_list<entry> list;
    for (entry* e : {&a, &b, &c}) list.push_back(*e);
    b.unlink();
    b.unlink();
    EXPECT_FALSE(b.linked());
    EXPECT_EQ(values(list), (ints{1, 3}));
}

TEST(intrusive_list, a_destroyed_element_leaves) {
    entry a(1);
    intrusive_list<entry> list;
    list.push_back(a);
    {
        entry b(2);
        list.push_back(b);
    }
    EXPECT_EQ(values(list), ints{1});
}

TEST(intrusive_list, pushing_a_linked_element_moves_it) {
    entry a(1), b(2);
    intrusive_list<entry> list;
    intrusive_list<entry> other;
    list.push_back(a);
    list.push_back(b);
    list.push_back(a);
    EXPECT_EQ(values(list), (ints{2, 1}));
    other.push_back(a);
    EXPECT_EQ(values(list), ints{2});
    EXPECT_EQ(values(other), ints{1});
}

TEST(intrusive_list, splices_in_order) {
    entry a(1), b(2), c(3), d(4);
    intrusive_list<entry> list;
    intrusive_list<entry> other;
    list.push_back(a);
    other.push_back(b);
    other.push_back(c);
    list.splice_back(other);
    EXPECT_TRUE(other.empty());
    EXPECT_EQ(values(list), (ints{1, 2, 3}));
    list.splice_back(other);
    other.push_back(d);
    EXPECT_EQ(values(list), (ints{1, 2, 3}));
    EXPECT_EQ(values(other), ints{4});
    intrusive_list<entry> empty;
    empty.splice_back(list);
    EXPECT_EQ(values(empty), (ints{1, 2, 3}));
}

TEST(intrusive_list, a_visitor_may_unlink_its_element) {
    entry a(1), b(2), c(3);
    intrusive_list<entry> list;
    for (entry* e : {&a, &b, &c}) list.push_back(*e);
    list.for_each([](entry& e) {
        if (e.value != 2) e.unlink();
    });
    EXPECT_EQ(values(list), ints{2});
}

TEST(intrusive_list, a_copy_of_an_element_is_in_no_list) {
    entry a(1), b(2);
    intrusive_list<entry> list;
    list.push_back(a);
    list.push_back(b);
    entry copy = a;
    EXPECT_FALSE(copy.linked());
    b = a;
    EXPECT_TRUE(b.linked());
    EXPECT_EQ(values(list), (ints{1, 1}));
}

TEST(intrusive_list, its_end_frees_the_elements) {
    entry a(1);
    {
        intrusive_list<entry> list;
        list.push_back(a);
    }
    EXPECT_FALSE(a.linked());
}

}  // namespace
}  // namespace weir
