// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

namespace weir::async_function_test {
namespace {

using namespace std::chrono_literals;
using test::manual_loop;

task<int> plus_one(int& n) {
    co_return n + 1;
}

TEST(async_function, calls_functions_and_lambdas) {
    manual_loop loop;
    int n = 4;
    async_function<int(int&)> f = plus_one;
    EXPECT_EQ(loop.run(f(n)), 5);
    f = [by = 10](int& v) -> task<int> {
        co_await yield();
        co_return v + by;
    };
    EXPECT_EQ(loop.run(f(n)), 14);
    EXPECT_EQ(loop.run(f(n)), 14) << "again";
}

TEST(async_function, is_empty_until_assigned_and_after_a_move) {
    async_function<void()> f;
    EXPECT_FALSE(f);
    f = []() -> task<void> { co_return; };
    EXPECT_TRUE(f);
    async_function<void()> g = std::move(f);
    EXPECT_FALSE(f);
    EXPECT_TRUE(g);
    g = async_function<void()>();
    EXPECT_FALSE(g);
}

TEST(async_function, moves_and_destroys_its_callable_once) {
    manual_loop loop;
    auto held = std::make_shared<int>(7);
    {
        async_function<int()> small = [held]() -> task<int> { co_return *held; };
        std::array<char, 200> ballast{};
        async_function<int()> large = [held, ballast]() -> task<int> {
            co_return *held + ballast[0];
        };
        EXPECT_EQ(held.use_count(), 3);
        std::vector<async_function<int()>> all;
        all.push_back(std::move(small));
        all.push_back(std::move(large));
        EXPECT_EQ(held.use_count(), 3);
        for (auto& f : all) EXPECT_EQ(loop.run(f()), 7);
        all[0] = std::move(all[1]);
        EXPECT_EQ(held.use_count(), 2);
    }
    EXPECT_EQ(held.use_count(), 1);
}

TEST(async_function, stores_small_callables_inside) {
    manual_loop loop;
    const void* seen = nullptr;
    async_function<void()> f = [&seen, pad = 1]() -> task<void> {
        seen = &pad;
        co_return;
    };
    loop.run(f());
    const auto* inside = reinterpret_cast<const char*>(&f);
    EXPECT_TRUE(seen >= inside && seen < inside + sizeof(f));
}

TEST(async_function, takes_callables_that_cannot_be_copied_and_change_themselves) {
    manual_loop loop;
    const async_function<int()> counter = [n = std::make_unique<int>(0)]() mutable -> task<int> {
        co_return ++*n;
    };
    EXPECT_EQ(loop.run(counter()), 1);
    EXPECT_EQ(loop.run(counter()), 2);
}

TEST(async_function, passes_references_and_moves_values) {
    manual_loop loop;
    async_function<std::size_t(std::unique_ptr<std::string>, std::string&)> f =
        [](std::unique_ptr<std::string> a, std::string& b) -> task<std::size_t> {
        b += *a;
        co_return b.size();
    };
    std::string text = "ab";
    EXPECT_EQ(loop.run(f(std::make_unique<std::string>("cde"), text)), 5U);
    EXPECT_EQ(text, "abcde");
}

TEST(async_function, keeps_arguments_by_value_although_the_callable_takes_a_reference) {
    manual_loop loop;
    async_function<std::size_t(std::string)> f = [](const std::string& text) -> task<std::size_t> {
        static_cast<void>(co_await sleep_for(1ms));
        co_return text.size();
    };
    auto t = loop.start(f(std::string(100, 'x')));
    loop.advance(2ms);
    EXPECT_EQ(t->take(), 100U);
}

TEST(async_function, carries_results_and_exceptions) {
    manual_loop loop;
    async_function<result<int>(bool)> f = [](bool throws) -> task<result<int>> {
        if (throws) throw std::runtime_error("inside");
        co_return fail(errc::eof);
    };
    EXPECT_EQ(loop.run(f(false)).error(), errc::eof);
    EXPECT_THROW(static_cast<void>(loop.run(f(true))), std::runtime_error);
}

TEST(async_function, may_be_spawned) {
    manual_loop loop;
    int ran = 0;
    scope s(loop.root(), nullptr);
    s.spawn("handler", async_function<void()>([&]() -> task<void> {
                co_await yield();
                ++ran;
            }));
    EXPECT_TRUE(loop.run(s.join()));
    EXPECT_EQ(ran, 1);
}

TEST(async_function_death, called_while_empty) {
    EXPECT_DEATH(
        {
            manual_loop loop;
            async_function<void()> f;
            loop.run(f());
        },
        "called an empty async_function");
}

}  // namespace
}  // namespace weir::async_function_test
