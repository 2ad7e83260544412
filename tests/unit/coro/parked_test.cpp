// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>
#include <weir/coro/parked.hpp>

namespace weir::parked_test {
namespace {

using test::manual_loop;
using test::stop_switch;

/// A gate that counts what happens to those who wait at it.
struct gate {
    class wait : public parked_operation<wait> {
    public:
        explicit wait(gate& g) noexcept : parked_operation(info, &on_stop), owner_(g) {}
        result<void> take() noexcept { return status(); }

    private:
        friend class parked_operation<wait>;
        static constexpr op_info info{"gate", "test"};
        static void on_stop(parked& p) noexcept { ++static_cast<wait&>(p).owner_.stopped; }
        bool try_now() noexcept {
            ++owner_.tried;
            return owner_.open;
        }
        void enqueue() noexcept { owner_.waiting.push_back(*this); }
        gate& owner_;
    };

    intrusive_list<wait> waiting;
    bool open = false;
    int tried = 0;
    int stopped = 0;
};

TEST(parked, waits_until_woken_and_runs_in_a_later_step) {
    manual_loop loop;
    gate g;
    auto t = loop.start(gate::wait(g));
    EXPECT_FALSE(t->done());
    EXPECT_EQ(g.waiting.count(), 1U);
    g.waiting.front().wake();
    EXPECT_TRUE(g.waiting.empty());
    EXPECT_FALSE(t->done());
    loop.run_ready();
    EXPECT_TRUE(t->take());
}

TEST(parked, is_woken_with_an_error) {
    manual_loop loop;
    gate g;
    auto t = loop.start(gate::wait(g));
    g.waiting.front().wake(errc::closed);
    loop.run_ready();
    EXPECT_EQ(t->take().error(), errc::closed);
}

TEST(parked, stop_unlinks_it_and_calls_the_stop_function_once) {
    manual_loop loop;
    gate g;
    stop_switch stop(loop);
    auto t = stop.start(gate::wait(g));
    stop.request(stop_reason::drain);
    EXPECT_TRUE(g.waiting.empty());
    loop.run_ready();
    EXPECT_EQ(t->take().error(), errc::canceled);
    EXPECT_EQ(g.stopped, 1);
}

TEST(parked, stop_after_the_wake_comes_too_late) {
    manual_loop loop;
    gate g;
    stop_switch stop(loop);
    auto t = stop.start(gate::wait(g));
    g.waiting.front().wake();
    stop.stop();
    EXPECT_TRUE(t->take());
    EXPECT_EQ(g.stopped, 0);
}

TEST(parked, stop_before_it_begins_is_not_even_tried) {
    manual_loop loop;
    gate g;
    g.open = true;
    stop_switch stop(loop);
    stop.stop();
    EXPECT_EQ(stop.start(gate::wait(g))->take().error(), errc::canceled);
    EXPECT_EQ(g.tried, 0);
}

TEST(parked, ready_operation_is_deferred_when_the_budget_is_spent) {
    manual_loop loop;
    gate g;
    g.open = true;
    while (loop.spend()) {
    }
    const auto t = std::make_unique<manual_loop::started<gate::wait>>(loop, gate::wait(g));
    EXPECT_FALSE(t->done());
    EXPECT_EQ(g.tried, 1) << "taken once, then deferred";
    loop.run_ready();
    EXPECT_TRUE(t->take());
}

TEST(parked, names_what_its_task_waits_for) {
    manual_loop loop;
    gate g;
    const promise_base* self = nullptr;
    auto waits = [&]() -> task<result<void>> {
        self = &this_task::promise();
        co_return co_await gate::wait(g);
    };
    auto t = loop.start(waits());
    EXPECT_STREQ(self->awaiting()->name, "gate");
    g.waiting.front().wake();
    loop.run_ready();
    EXPECT_TRUE(t->take());
}

}  // namespace
}  // namespace weir::parked_test
