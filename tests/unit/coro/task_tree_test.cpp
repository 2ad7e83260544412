// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

namespace weir::task_tree_test {
namespace {

using namespace std::chrono_literals;
using test::manual_loop;

task<result<void>> leaf() {
    co_return co_await sleep_for(1h);
}

task<result<void>> branching() {
    co_await ok(when_all(leaf(), leaf()));
    co_return {};
}

task<result<void>> owner() {
    co_return co_await with_scope([](scope& inner) -> task<result<void>> {
        inner.spawn("inner", leaf);
        co_return co_await leaf();
    });
}

/// "depth:name" or, without a name, "depth:what it awaits".
std::string shape(const scope& s) {
    std::string text;
    for (const task_tree_entry& e : task_tree(s)) {
        const char* awaited = e.frame.awaiting != nullptr ? e.frame.awaiting->name : "nothing";
        text += std::to_string(e.depth) + ":" + (e.frame.task != nullptr ? e.frame.task : awaited);
        text += " ";
    }
    return text;
}

TEST(task_tree, shows_children_branches_and_nested_scopes) {
    manual_loop loop;
    scope s(loop.root(), nullptr);
    s.spawn("first", branching);
    s.spawn("second", owner);
    loop.run_ready();
    EXPECT_EQ(shape(s),
              "0:first 1:when_all 2:sleep 2:sleep "
              "0:second 1:task 2:task 3:task 4:sleep 3:inner 4:sleep ");
    s.request_stop();
    EXPECT_TRUE(loop.run(s.join()));
    EXPECT_EQ(shape(s), "");
}

TEST(task_tree, forgets_what_has_ended) {
    manual_loop loop;
    scope s(loop.root(), nullptr);
    event go_on;
    auto steps = [&]() -> task<result<void>> {
        {
            scope first;
            scope second;
            scope third;
            first.spawn("one", leaf);
            third.spawn("three", leaf);
            co_await yield();
            first.request_stop();
            third.request_stop();
            co_await ok(first.join());
            co_await ok(third.join());
        }
        co_await ok(go_on.wait());
        co_return {};
    };
    s.spawn("steps", steps);
    loop.run_ready(1);
    EXPECT_EQ(shape(s), "0:steps 1:yield 2:one 2:three ");
    loop.run_ready();
    EXPECT_EQ(shape(s), "0:steps 1:event.wait ");
    go_on.set();
    EXPECT_TRUE(loop.run(s.join()));
}

TEST(task_tree, is_cut_off_at_its_limit) {
    manual_loop loop;
    scope s(loop.root(), nullptr);
    for (int i = 0; i < 100; ++i) s.spawn("many", leaf);
    loop.run_ready();
    EXPECT_EQ(task_tree(s, 7).size(), 7U);
    EXPECT_EQ(task_tree(s).size(), 200U);
    s.request_stop();
    EXPECT_TRUE(loop.run(s.join()));
}

TEST(task_tree, formats_one_indented_line_a_coroutine) {
    manual_loop loop;
    scope s(loop.root(), nullptr);
    s.spawn("worker", leaf);
    loop.run_ready();
    const std::string text = format_task_tree(s);
    EXPECT_EQ(text.find("worker: "), 0U) << text;
    EXPECT_NE(text.find(") awaiting task\n  "), std::string::npos) << text;
    EXPECT_NE(text.find("task_tree_test.cpp:14) awaiting sleep\n"), std::string::npos) << text;
    s.request_stop();
    EXPECT_TRUE(loop.run(s.join()));
}

}  // namespace
}  // namespace weir::task_tree_test
