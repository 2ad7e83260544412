// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

namespace weir::this_task_test {
namespace {

using namespace std::chrono_literals;
using test::manual_loop;
using test::stop_switch;

TEST(this_task, tells_what_the_task_inherited) {
    manual_loop loop;
    stop_switch stop(loop);
    auto asks = [&]() -> task<result<void>> {
        EXPECT_EQ(&this_task::loop(), &loop);
        EXPECT_EQ(this_task::now(), loop.now());
        EXPECT_TRUE(this_task::deadline().is_never());
        EXPECT_FALSE(this_task::trace().valid());
        EXPECT_FALSE(this_task::stop_requested());
        EXPECT_TRUE(this_task::stop_token().stop_possible());
        static_cast<void>(co_await sleep_for(1s));
        EXPECT_TRUE(this_task::stop_requested());
        EXPECT_EQ(this_task::stop_token().reason(), stop_reason::drain);
        co_return {};
    };
    auto t = stop.start(asks());
    stop.stop(stop_reason::drain);
    EXPECT_TRUE(t->take());
}

TEST(this_task, is_the_innermost_coroutine_and_again_its_awaiter) {
    manual_loop loop;
    auto inner = [](const promise_base* parent) -> task<void> {
        EXPECT_EQ(this_task::promise().parent(), parent);
        co_await yield();
        EXPECT_EQ(this_task::promise().parent(), parent);
    };
    auto outer = [&]() -> task<result<void>> {
        const promise_base* self = &this_task::promise();
        co_await inner(self);
        EXPECT_EQ(&this_task::promise(), self);
        EXPECT_FALSE(co_await with_timeout(1ms, sleep_for(1s)));
        EXPECT_EQ(&this_task::promise(), self);
        co_await when_all(inner(self), inner(self));
        EXPECT_EQ(&this_task::promise(), self);
        auto fails = []() -> task<result<int>> {
            co_return co_await ok([]() -> result<int> { return fail(errc::eof); }());
        };
        EXPECT_FALSE(co_await fails());
        EXPECT_EQ(&this_task::promise(), self);
        co_return {};
    };
    EXPECT_TRUE(loop.run(outer()));
}

/// Notes on behalf of which coroutine it is destroyed.
struct last_words {
    explicit last_words(std::vector<const promise_base*>& log) noexcept : seen(&log) {}
    last_words(last_words&& other) noexcept : seen(std::exchange(other.seen, nullptr)) {}
    ~last_words() {
        if (seen != nullptr) seen->push_back(&this_task::promise());
    }
    std::vector<const promise_base*>* seen;
};

task<result<void>> child_with(last_words, result<void> end, bool waits) {
    if (waits) co_await yield();
    co_return end;
}

// A frame's arguments are destroyed after its promise: they must not find that promise.
TEST(this_task, arguments_of_a_child_are_destroyed_on_behalf_of_its_awaiter) {
    manual_loop loop;
    std::vector<const promise_base*> seen;
    const promise_base* self = nullptr;
    auto parent = [&](bool waits) -> task<result<void>> {
        self = &this_task::promise();
        EXPECT_TRUE(co_await child_with(last_words(seen), {}, waits));
        co_await ok(child_with(last_words(seen), {}, waits));
        co_await ok(with_timeout(1s, child_with(last_words(seen), {}, waits)));
        co_await ok(when_all(child_with(last_words(seen), {}, waits),
                             child_with(last_words(seen), {}, waits)));
        scope s;
        s.spawn([](const last_words&) -> task<void> { co_return; }, last_words(seen));
        co_await ok(s.join());
        co_return co_await ok(child_with(last_words(seen), fail(errc::eof), waits)), result<void>();
    };
    for (const bool waits : {false, true}) {
        auto t = loop.start(parent(waits));
        ASSERT_TRUE(t->done());
        EXPECT_EQ(seen, std::vector<const promise_base*>(7, self));
        seen.clear();
    }
}

TEST(this_task_death, outside_of_a_task) {
    EXPECT_DEATH(static_cast<void>(this_task::now()), "not inside a task");
}

}  // namespace
}  // namespace weir::this_task_test
