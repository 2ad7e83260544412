// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

namespace weir::promise_test {
namespace {

using namespace std::chrono_literals;
using test::manual_loop;

/// An operation that remembers who awaits it.
class probe_operation {
public:
    explicit probe_operation(bool at_once = false) : at_once_(at_once) {}
    bool ready(const environment&) noexcept { return at_once_; }
    waiter* start(const environment& env, promise_base* parent, waiter& w) noexcept {
        parent->set_awaiting(&info);
        owner = parent;
        loop_ = env.loop;
        waiter_ = &w;
        return nullptr;
    }
    int take() noexcept { return 7; }
    void complete() noexcept { loop_->schedule(*waiter_); }

    promise_base* owner = nullptr;
    static constexpr op_info info{"probe", "test"};

private:
    bool at_once_;
    loop_context* loop_ = nullptr;
    waiter* waiter_ = nullptr;
};

TEST(promise, records_who_waits_where_and_for_what) {
    manual_loop loop;
    probe_operation op;
    unsigned line = 0;
    auto waits = [&]() -> task<int> {
        line = __LINE__ + 1;
        const int value = co_await op;
        co_return value;
    };
    auto t = loop.start(waits());
    ASSERT_NE(op.owner, nullptr);
    EXPECT_EQ(op.owner->suspended_at().line(), line);
    EXPECT_STREQ(op.owner->awaiting()->name, "probe");
    EXPECT_EQ(op.owner->parent(), nullptr);
    EXPECT_EQ(op.owner->env().loop, &loop);
    op.complete();
    loop.run_ready();
    EXPECT_EQ(t->take(), 7);
}

TEST(promise, ready_operation_does_not_suspend) {
    manual_loop loop;
    probe_operation op(true);
    auto waits = [&]() -> task<int> { co_return co_await op; };
    EXPECT_EQ(loop.run(waits()), 7);
    EXPECT_EQ(op.owner, nullptr);
    EXPECT_EQ(loop.steps(), 1U);
}

TEST(promise, knows_the_coroutines_it_awaits) {
    manual_loop loop;
    probe_operation left;
    probe_operation right;
    auto leaf = [](probe_operation& op) -> task<int> { co_return co_await op; };
    auto root = [&]() -> task<result<void>> {
        co_await when_all(leaf(left), leaf(right));
        co_await yield();
        co_return {};
    };
    auto t = loop.start(root());
    const promise_base* parent = left.owner->parent();
    ASSERT_NE(parent, nullptr);
    auto awaited = [&] {
        std::vector<const promise_base*> all;
        parent->for_each_awaited([&](const promise_base& p) { all.push_back(&p); });
        return all;
    };
    EXPECT_EQ(awaited().size(), 2U);
    right.complete();
    loop.run_ready();
    EXPECT_EQ(awaited(), (std::vector<const promise_base*>{left.owner}));
    left.complete();
    loop.run_ready(1);
    EXPECT_TRUE(awaited().empty());
    loop.run_ready();
    EXPECT_TRUE(t->take());
}

}  // namespace
}  // namespace weir::promise_test
