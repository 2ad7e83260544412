// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro/waiter.hpp>

#include <gtest/gtest.h>

namespace weir::waiter_test {
namespace {

struct counting : waiter {
    counting() noexcept : waiter(&count) {}
    static std::coroutine_handle<> count(waiter* w) noexcept {
        ++static_cast<counting*>(w)->completed;
        return std::noop_coroutine();
    }
    int completed = 0;
};

TEST(waiter, complete_calls_its_function_with_itself) {
    counting w;
    w.complete().resume();
    EXPECT_EQ(w.completed, 1);
}

TEST(ready_queue, is_first_in_first_out) {
    ready_queue q;
    counting a, b, c;
    EXPECT_TRUE(q.empty());
    EXPECT_EQ(q.pop(), nullptr);
    q.push(a);
    q.push(b);
    EXPECT_EQ(q.pop(), &a);
    q.push(c);
    q.push(a);
    EXPECT_EQ(q.pop(), &b);
    EXPECT_EQ(q.pop(), &c);
    EXPECT_EQ(q.pop(), &a);
    EXPECT_EQ(q.pop(), nullptr);
    q.push(b);
    EXPECT_FALSE(q.empty());
    EXPECT_EQ(q.pop(), &b);
}

TEST(waiter, a_copy_is_in_no_queue) {
    ready_queue q;
    counting a, b;
    q.push(a);
    q.push(b);
    counting copy(a);
    q.push(copy);
    EXPECT_EQ(q.pop(), &a);
    EXPECT_EQ(q.pop(), &b);
    EXPECT_EQ(q.pop(), &copy);
    EXPECT_EQ(q.pop(), nullptr);
}

}  // namespace
}  // namespace weir::waiter_test
