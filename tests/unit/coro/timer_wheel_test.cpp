// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro/timer_wheel.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <vector>

namespace weir::timer_wheel_test {
namespace {

using namespace std::chrono_literals;

constexpr duration tick{1 << 16};
const time_point start{duration(7'000'000'000)};

struct test_timer : timer {
    explicit test_timer(std::function<void()> f) : timer(&ring), action(std::move(f)) {}
    static void ring(timer& t) noexcept { static_cast<test_timer&>(t).action(); }
    std::function<void()> action;
};

TEST(timer_wheel, fires_at_its_time_and_not_early) {
    timer_wheel wheel(start);
    int fired = 0;
    test_timer t([&] { ++fired; });
    wheel.add(t, start + 10ms);
    EXPECT_EQ(wheel.size(), 1U);
    EXPECT_EQ(wheel.advance(start + 10ms - 1ns), 0U);
    EXPECT_EQ(fired, 0);
    EXPECT_TRUE(t.pending());
    EXPECT_EQ(wheel.advance(start + 10ms + tick), 1U);
    EXPECT_EQ(fired, 1);
    EXPECT_FALSE(t.pending());
    EXPECT_EQ(wheel.size(), 0U);
    EXPECT_FALSE(wheel.next());
}

TEST(timer_wheel, next_is_never_later_than_the_first_timer) {
    timer_wheel wheel(start);
    test_timer near([] {});
    test_timer far([] {});
    wheel.add(far, start + 1h);
    ASSERT_TRUE(wheel.next());
    EXPECT_LE(*wheel.next(), start + 1h);
    EXPECT_GT(*wheel.next(), start);
    wheel.add(near, start + 2 * tick);
    EXPECT_GE(*wheel.next(), start + 2 * tick) << "exact on the nearest level";
    EXPECT_LE(*wheel.next(), start + 3 * tick);
}

TEST(timer_wheel, following_next_reaches_every_timer) {
    timer_wheel wheel(start);
    std::vector<int> order;
    std::vector<std::unique_ptr<test_timer>> timers;
    const std::vector<duration> delays{3ms, 250h, 1s, 24h * 365 * 80, 90s, 1ms};
    for (int i = 0; i < static_cast<int>(delays.size()); ++i) {
        timers.push_back(std::make_unique<test_timer>([&order, i] { order.push_back(i); }));
        wheel.add(*timers.back(), start + delays[static_cast<std::size_t>(i)]);
    }
    int hops = 0;
    while (auto next = wheel.next()) {
        wheel.advance(*next);
        ASSERT_LT(++hops, 60) << "at most one hop per level and timer";
    }
    EXPECT_EQ(order, (std::vector{5, 0, 2, 4, 1, 3}));
}

TEST(timer_wheel, cancel_and_move) {
    timer_wheel wheel(start);
    int fired = 0;
    test_timer t([&] { ++fired; });
    wheel.add(t, start + 1s);
    t.cancel();
    t.cancel();
    EXPECT_EQ(wheel.size(), 0U);
    wheel.add(t, start + 1s);
    wheel.add(t, start + 2s);
    EXPECT_EQ(wheel.size(), 1U);
    wheel.advance(start + 1500ms);
    EXPECT_EQ(fired, 0);
    {
        test_timer dies([&] { ++fired; });
        wheel.add(dies, start + 1600ms);
    }
    wheel.advance(start + 3s);
    EXPECT_EQ(fired, 1);
}

TEST(timer_wheel, timers_may_cancel_and_add_each_other_while_firing) {
    timer_wheel wheel(start);
    int fired = 0;
    test_timer victim([&] { fired += 100; });
    test_timer added([&] { fired += 10; });
    test_timer first([&] {
        ++fired;
        victim.cancel();
        wheel.add(added, start + 5ms);
    });
    wheel.add(first, start + 1ms);
    wheel.add(victim, start + 1ms);
    wheel.advance(start + 10ms);
    EXPECT_EQ(wheel.size(), 1U) << "a timer added while firing waits for the next turn";
    wheel.advance(start + 11ms);
    EXPECT_EQ(fired, 11);
    EXPECT_EQ(wheel.size(), 0U);
}

// After a stall of ten seconds, a timer that re-arms itself must not run 150 000 times in a row.
TEST(timer_wheel, rearming_timer_fires_once_per_advance) {
    timer_wheel wheel(start);
    int fired = 0;
    std::unique_ptr<test_timer> again;
    again = std::make_unique<test_timer>([&] {
        ++fired;
        wheel.add(*again, start);
    });
    wheel.add(*again, start);
    wheel.advance(start + 10s);
    EXPECT_EQ(fired, 1);
    wheel.advance(start + 20s);
    EXPECT_EQ(fired, 2);
}

TEST(timer_wheel, the_end_of_time_is_a_valid_deadline) {
    timer_wheel wheel(start);
    int fired = 0;
    test_timer t([&] { ++fired; });
    wheel.add(t, time_point::max());
    EXPECT_TRUE(wheel.next());
    wheel.advance(start + 24h * 365 * 200);
    EXPECT_EQ(fired, 0);
    test_timer past([&] { fired += 10; });
    wheel.add(past, time_point::min());
    wheel.advance(start + 24h * 365 * 200 + tick);
    EXPECT_EQ(fired, 10);
}

TEST(timer_wheel, may_die_before_its_timers) {
    test_timer t([] {});
    {
        timer_wheel wheel(start);
        wheel.add(t, start + 1s);
    }
    EXPECT_FALSE(t.pending());
}

/// The wheel and a sorted map do the same with the same random calls.
class model {
public:
    explicit model(unsigned seed) : random_(seed), wheel_(start) {
        for (int i = 0; i < 200; ++i) timers_.push_back(std::make_unique<entry>(*this));
    }

    void step() {
        const auto what = pick(10);
        if (what < 6)
            add();
        else if (what < 8)
            cancel(*timers_[pick(timers_.size())]);
        else
            advance();
        ASSERT_EQ(wheel_.size(), expected_.size());
    }

private:
    struct entry : timer {
        explicit entry(model& m) : timer(&ring), owner(m) {}
        static void ring(timer& t) noexcept {
            auto& self = static_cast<entry&>(t);
            self.owner.fired(self);
        }
        model& owner;
        std::multimap<time_point, entry*>::iterator at;
    };

    std::size_t pick(std::size_t n) {
        return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
    }

    /// Delays of all magnitudes, from a nanosecond to years.
    duration delay() {
        const auto bits = pick(57);
        return duration(static_cast<std::int64_t>(random_() & ((std::uint64_t{1} << bits) - 1)));
    }

    void cancel(entry& e) {
        if (e.pending()) expected_.erase(e.at);
        e.cancel();
        EXPECT_FALSE(e.pending());
    }

    void add() {
        entry& e = *timers_[pick(timers_.size())];
        cancel(e);
        const time_point when = now_ + delay() - (pick(10) == 0 ? 1ms : 0ms);
        wheel_.add(e, when);
        e.at = expected_.emplace(std::max(when, now_), &e);
    }

    void fired(entry& e) {
        EXPECT_LE(e.at->first, now_) << "early";
        EXPECT_GT(e.at->first + tick, last_) << "not in order of ticks";
        last_ = std::max(last_, e.at->first);
        expected_.erase(e.at);
        if (pick(4) == 0) add();
    }

    void advance() {
        const std::optional<time_point> next = wheel_.next();
        now_ = next && pick(2) == 0 ? std::max(now_, *next) : now_ + delay();
        last_ = start;
        wheel_.advance(now_);
        // What is left is due a tick ago at most: deadlines are rounded up to the next one.
        if (!expected_.empty()) {
            EXPECT_GT(expected_.begin()->first + 2 * tick, now_) << "late";
        }
    }

    std::mt19937_64 random_;
    time_point now_ = start;
    time_point last_ = start;
    timer_wheel wheel_;
    std::vector<std::unique_ptr<entry>> timers_;
    std::multimap<time_point, entry*> expected_;
};

TEST(timer_wheel, agrees_with_a_sorted_map) {
    for (unsigned seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE(seed);
        model m(seed);
        for (int i = 0; i < 3000 && !::testing::Test::HasFailure(); ++i) m.step();
    }
}

}  // namespace
}  // namespace weir::timer_wheel_test
