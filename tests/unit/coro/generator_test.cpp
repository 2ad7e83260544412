// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

namespace weir::generator_test {
namespace {

using namespace std::chrono_literals;
using test::manual_loop;
using test::stop_switch;

generator<int> count_to(int n) {
    for (int i = 1; i <= n; ++i) co_yield i;
}

/// All values, as a string.
template <class T>
task<result<std::string>> joined(generator<T> g) {
    std::string all;
    co_await ok(each(std::move(g), [&](const auto& v) {
        if constexpr (std::is_convertible_v<decltype(v), std::string>)
            all += v + " ";
        else
            all += std::to_string(v) + " ";
    }));
    co_return all;
}

TEST(generator, yields_values_in_order) {
    manual_loop loop;
    EXPECT_EQ(loop.run(joined(count_to(4))), "1 2 3 4 ");
    EXPECT_EQ(loop.run(joined(count_to(0))), "");
}

TEST(generator, may_wait_between_values) {
    manual_loop loop;
    auto slow = [](int n) -> generator<int> {
        for (int i = 0; i < n; ++i) {
            co_await ok(sleep_for(1s));
            co_yield i;
        }
    };
    const auto begin = loop.now();
    EXPECT_EQ(loop.run(joined(slow(3))), "0 1 2 ");
    EXPECT_GE(loop.now() - begin, 3s);
}

TEST(generator, may_await_tasks_and_results) {
    manual_loop loop;
    auto makes = [](int n) -> task<result<std::string>> {
        co_await yield();
        co_return "v" + std::to_string(n);
    };
    auto texts = [&]() -> generator<std::string> {
        co_yield co_await ok(makes(1));
        std::string kept = co_await ok(makes(2));
        co_yield kept;
        co_yield "and " + kept;
    };
    EXPECT_EQ(loop.run(joined(texts())), "v1 v2 and v2 ");
}

TEST(generator, moves_what_cannot_be_copied) {
    manual_loop loop;
    auto make = []() -> generator<std::unique_ptr<int>> {
        co_yield std::make_unique<int>(1);
        auto second = std::make_unique<int>(2);
        co_yield std::move(second);
    };
    int sum = 0;
    EXPECT_TRUE(loop.run(each(make(), [&](std::unique_ptr<int> v) { sum += *v; })));
    EXPECT_EQ(sum, 3);
}

TEST(generator, yielded_lvalue_is_copied_and_stays_as_it_was) {
    manual_loop loop;
    std::string seen;
    auto texts = [&]() -> generator<std::string> {
        std::string local = "kept";
        co_yield local;
        seen += local;
    };
    EXPECT_TRUE(loop.run(each(texts(), [&](std::string v) { seen += v + ","; })));
    EXPECT_EQ(seen, "kept,kept");
}

TEST(generator, of_references_yields_the_objects_themselves) {
    manual_loop loop;
    std::vector<int> numbers{1, 2, 3};
    auto all = [](std::vector<int>& v) -> generator<int&> {
        for (int& n : v) co_yield n;
    };
    EXPECT_TRUE(loop.run(each(all(numbers), [](int& n) { n *= 10; })));
    EXPECT_EQ(numbers, (std::vector{10, 20, 30}));
}

TEST(generator, error_through_ok_ends_it_with_that_error) {
    manual_loop loop;
    bool locals_destroyed = false;
    struct local {
        bool& flag;
        ~local() { flag = true; }
    };
    auto fails = [&]() -> generator<int> {
        const local here{locals_destroyed};
        co_yield 1;
        co_await ok(result<void>(fail(errc::protocol_error)));
        co_yield 2;
    };
    int seen = 0;
    EXPECT_EQ(loop.run(each(fails(), [&](int v) { seen += v; })).error(), errc::protocol_error);
    EXPECT_EQ(seen, 1);
    EXPECT_TRUE(locals_destroyed);
}

TEST(generator, exception_ends_it_and_is_rethrown) {
    manual_loop loop;
    auto throws = []() -> generator<int> {
        co_yield 1;
        throw std::runtime_error("inside");
    };
    int seen = 0;
    EXPECT_THROW(static_cast<void>(loop.run(each(throws(), [&](int v) { seen += v; }))),
                 std::runtime_error);
    EXPECT_EQ(seen, 1);
}

TEST(generator, inherits_the_environment_at_every_step) {
    manual_loop loop;
    environment env = loop.root();
    env.trace = {{5, 6}, 7};
    env.due = deadline(loop.now() + 1h);
    auto looks = []() -> generator<std::uint64_t> {
        for (int i = 0; i < 3; ++i) {
            EXPECT_EQ(this_task::deadline().remaining(this_task::now()) / 1min, 60);
            co_yield this_task::trace().span_id;
            co_await yield();
        }
    };
    EXPECT_EQ(loop.run(detail::in_environment(env, joined(looks()))), "7 7 7 ");
}

TEST(generator, stop_ends_it_at_its_await) {
    manual_loop loop;
    stop_switch stop(loop);
    auto waits = []() -> generator<int> {
        co_yield 1;
        co_await ok(sleep_for(1h));
        co_yield 2;
    };
    auto t = stop.start(joined(waits()));
    EXPECT_FALSE(t->done());
    stop.stop(stop_reason::drain);
    EXPECT_EQ(t->take().error(), errc::canceled);
}

TEST(generator, stop_ends_one_that_never_waits_and_lets_others_run) {
    manual_loop loop;
    stop_switch stop(loop);
    auto endless = []() -> generator<int> {
        for (int i = 0;; ++i) co_yield i;
    };
    auto stops = [&]() -> task<void> {
        stop.request(stop_reason::deadline);
        co_return;
    };
    auto both = when_all(each(endless(), [](int) {}), stops());
    EXPECT_EQ(stop.start(std::move(both))->take().error(), errc::timed_out);
}

TEST(generator, a_million_values_neither_grow_the_stack_nor_starve) {
    manual_loop loop;
    long sum = 0;
    auto t = loop.start(each(count_to(1'000'000), [&](int v) { sum += v; }));
    EXPECT_TRUE(t->take());
    EXPECT_EQ(sum, 500'000'500'000);
    EXPECT_GE(loop.steps(), 1'000'000U / (loop_context::step_budget + 1));
}

TEST(generator, unconsumed_runs_nothing_and_destroys_its_arguments) {
    auto held = std::make_shared<int>(1);
    auto make = [](std::shared_ptr<int>) -> generator<int> {
        ADD_FAILURE();
        co_yield 1;
    };
    {
        auto g = make(held);
        auto moved = std::move(g);
        EXPECT_FALSE(g);
        EXPECT_TRUE(moved);
        moved = make(held);
        EXPECT_EQ(held.use_count(), 2);
    }
    EXPECT_EQ(held.use_count(), 1);
}

TEST(generator, shows_in_the_backtrace_with_the_line_of_its_await) {
    manual_loop loop;
    unsigned line = 0;
    const promise_base* self = nullptr;
    auto waits = [&]() -> generator<int> {
        self = &this_task::promise();
        line = __LINE__ + 1;
        co_await ok(sleep_for(1s));
        co_yield 1;
    };
    auto consume = [&]() -> task<result<void>> { co_return co_await each(waits(), [](int) {}); };
    auto t = loop.start(consume());
    const auto frames = backtrace(*self);
    ASSERT_EQ(frames.size(), 4U) << "generator, two frames of each(), its caller";
    EXPECT_EQ(frames[0].line, line);
    EXPECT_STREQ(frames[1].awaiting->name, "generator");
    loop.advance(2s);
    EXPECT_TRUE(t->take());
}

// --- on_exit ---

/// A generator with two clean-ups, and what happened to it.
struct cleaned {
    std::vector<std::string> events;
    duration slow{0};
    result<void> second_returns;

    task<void> first_clean_up() {
        events.emplace_back("first");
        co_return;
    }
    task<result<void>> second_clean_up() {
        if (slow != 0s) {
            const result<void> slept = co_await sleep_for(slow);
            events.emplace_back(slept ? "slept" : slept.error().message());
        }
        events.emplace_back("second");
        co_return second_returns;
    }

    generator<int> values(result<void> end = {}, bool throws = false) {
        struct leaves {
            std::vector<std::string>& events;
            ~leaves() { events.emplace_back("locals"); }
        };
        const leaves here{events};
        co_await on_exit([] [[clang::coro_wrapper]] (cleaned * c) { return c->first_clean_up(); },
                         this);
        co_yield 1;
        co_await on_exit([this] [[clang::coro_wrapper]] { return second_clean_up(); });
        co_yield 2;
        if (throws) throw std::runtime_error("generator");
        co_await ok(end);
    }
};

const std::vector<std::string> both{"locals", "second", "first"};

TEST(on_exit, runs_in_reverse_order_at_the_normal_end) {
    manual_loop loop;
    cleaned c;
    EXPECT_TRUE(loop.run(each(c.values(), [](int) {})));
    EXPECT_EQ(c.events, both);
}

TEST(on_exit, runs_when_the_body_breaks_off) {
    manual_loop loop;
    cleaned c;
    EXPECT_TRUE(loop.run(each(c.values(), [](int v) { return v < 2; })));
    EXPECT_EQ(c.events, both);
}

TEST(on_exit, runs_only_what_was_registered) {
    manual_loop loop;
    cleaned c;
    EXPECT_TRUE(loop.run(each(c.values(), [](int) { return flow::stop; })));
    EXPECT_EQ(c.events, (std::vector<std::string>{"locals", "first"}));
}

TEST(on_exit, runs_after_an_error_of_generator_or_body) {
    manual_loop loop;
    cleaned c;
    EXPECT_EQ(loop.run(each(c.values(fail(errc::eof)), [](int) {})).error(), errc::eof);
    EXPECT_EQ(c.events, both);
    cleaned d;
    auto body = [](int v) -> result<void> {
        if (v == 2) return fail(errc::too_large);
        return {};
    };
    EXPECT_EQ(loop.run(each(d.values(), body)).error(), errc::too_large);
    EXPECT_EQ(d.events, both);
}

TEST(on_exit, runs_before_an_exception_goes_on) {
    manual_loop loop;
    cleaned c;
    EXPECT_THROW(static_cast<void>(loop.run(each(c.values({}, true), [](int) {}))),
                 std::runtime_error);
    EXPECT_EQ(c.events, both);
    cleaned d;
    auto body = [](int v) {
        if (v == 2) throw std::logic_error("body");
    };
    EXPECT_THROW(static_cast<void>(loop.run(each(d.values(), body))), std::logic_error);
    EXPECT_EQ(d.events, both);
}

TEST(on_exit, is_shielded_from_the_stop_that_ended_the_loop) {
    manual_loop loop;
    stop_switch stop(loop);
    cleaned c;
    c.slow = 1s;
    auto body = [](int v) -> task<result<void>> {
        if (v == 2) co_await ok(sleep_for(1h));
        co_return {};
    };
    auto t = stop.start(each(c.values(), body));
    stop.stop();
    EXPECT_FALSE(t->done());
    loop.advance(2s);
    EXPECT_EQ(t->take().error(), errc::canceled);
    EXPECT_EQ(c.events, (std::vector<std::string>{"locals", "slept", "second", "first"}));
}

TEST(on_exit, obeys_the_grace_deadline) {
    manual_loop loop;
    for (bool by_default : {true, false}) {
        cleaned c;
        c.slow = 1h;
        const auto begin = loop.now();
        auto loops = by_default ? each(c.values(), [](int) {}) : each(c.values(), [](int) {}, 2s);
        EXPECT_TRUE(loop.run(std::move(loops)));
        EXPECT_EQ((loop.now() - begin + 1ms) / 1s, by_default ? 5 : 2);
        EXPECT_EQ(c.events[1], make_error_code(errc::timed_out).message());
        EXPECT_EQ(c.events.back(), "first") << "the others run all the same";
    }
}

TEST(on_exit, error_of_a_clean_up_counts_if_nothing_failed_before) {
    manual_loop loop;
    cleaned c;
    c.second_returns = fail(errc::closed);
    EXPECT_EQ(loop.run(each(c.values(), [](int) {})).error(), errc::closed);
    EXPECT_EQ(c.events, both);
    cleaned d;
    d.second_returns = fail(errc::closed);
    EXPECT_EQ(loop.run(each(d.values(fail(errc::eof)), [](int) {})).error(), errc::eof);
    EXPECT_EQ(d.events, both);
}

TEST(on_exit, exception_of_a_clean_up_is_rethrown_after_the_others_ran) {
    manual_loop loop;
    bool other = false;
    auto values = [&]() -> generator<int> {
        co_await on_exit([&]() -> task<void> {
            other = true;
            co_return;
        });
        co_await on_exit([]() -> task<void> {
            throw std::runtime_error("clean-up");
            co_return;
        });
        co_yield 1;
    };
    EXPECT_THROW(static_cast<void>(loop.run(each(values(), [](int) {}))), std::runtime_error);
    EXPECT_TRUE(other);
}

TEST(on_exit, owns_callable_and_arguments) {
    manual_loop loop;
    auto held = std::make_shared<int>(0);
    auto values = [](std::shared_ptr<int> p) -> generator<int> {
        auto increments = [captured = p](std::unique_ptr<int> by) -> task<void> {
            co_await yield();
            *captured += *by;
        };
        co_await on_exit(std::move(increments), std::make_unique<int>(5));
        p.reset();
        co_yield 1;
    };
    EXPECT_TRUE(loop.run(each(values(held), [](int) {})));
    EXPECT_EQ(*held, 5);
    EXPECT_EQ(held.use_count(), 1);
}

TEST(generator_death, dropped_with_pending_clean_ups) {
    EXPECT_DEATH(
        {
            manual_loop loop;
            cleaned c;
            auto body = [](int) -> task<void> { static_cast<void>(co_await sleep_for(1h)); };
            auto t = loop.start(each(c.values(), body));
            t.reset();
        },
        "a generator was dropped before its clean-ups ran");
}

}  // namespace
}  // namespace weir::generator_test
