// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/manual_loop.hpp"

#include <weir/coro.hpp>

namespace weir::backtrace_test {
namespace {

using namespace std::chrono_literals;
using test::manual_loop;

unsigned lines[4];
const promise_base* leaf_promise = nullptr;

task<result<void>> level_zero() {
    leaf_promise = &this_task::promise();
    lines[0] = __LINE__ + 1;
    co_return co_await sleep_for(1h);
}

task<result<int>> level_one() {
    lines[1] = __LINE__ + 1;
    co_await ok(level_zero());
    co_return 1;
}

task<result<int>> level_two() {
    co_await yield();
    lines[2] = __LINE__ + 2;
    const int value =  // the line of the co_await is what counts
        co_await ok(level_one());
    co_return value;
}

task<result<void>> level_three() {
    lines[3] = __LINE__ + 1;
    if (const result<int> r = co_await with_timeout(2h, level_two()); !r) co_return fail(r.error());
    co_return {};
}

void expect_chain(const std::vector<async_frame>& frames) {
    const char* names[] = {"level_zero", "level_one", "level_two", "level_three"};
    ASSERT_GE(frames.size(), 4U);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NE(std::string(frames[i].function).find(names[i]), std::string::npos)
            << frames[i].function;
        EXPECT_NE(std::string(frames[i].file).find("backtrace_test.cpp"), std::string::npos);
        EXPECT_EQ(frames[i].line, lines[i]) << names[i];
    }
    EXPECT_STREQ(frames[0].awaiting->name, "sleep");
    EXPECT_STREQ(frames[1].awaiting->name, "task");
}

TEST(backtrace, names_function_and_line_of_every_suspended_coroutine) {
    manual_loop loop;
    auto t = loop.start(level_three());
    expect_chain(backtrace(*leaf_promise));
    loop.advance(3h);
    EXPECT_TRUE(t->take());
}

TEST(backtrace, of_a_spawned_task_starts_at_its_leaf_and_tells_the_spawn_site) {
    manual_loop loop;
    scope s(loop.root(), nullptr);
    const unsigned spawned = __LINE__ + 1;
    s.spawn("worker", level_three);
    loop.run_ready();
    s.for_each_child([&](const detail::child_promise& child) {
        const auto frames = backtrace(child);
        expect_chain(frames);
        ASSERT_EQ(frames.size(), 5U);
        EXPECT_STREQ(frames[4].task, "worker");
        EXPECT_EQ(frames[4].line, spawned);
        EXPECT_NE(std::string(frames[4].file).find("backtrace_test.cpp"), std::string::npos);
    });
    s.request_stop();
    EXPECT_TRUE(loop.run(s.join()));
}

TEST(backtrace, crosses_from_a_child_to_the_task_that_owns_its_scope) {
    manual_loop loop;
    const promise_base* owner = nullptr;
    auto owns = [&]() -> task<result<void>> {
        owner = &this_task::promise();
        co_return co_await with_scope([](scope& s) -> task<void> {
            s.spawn("worker", level_three);
            co_return;
        });
    };
    auto t = loop.start(owns());
    const auto frames = backtrace(*leaf_promise);
    expect_chain(frames);
    ASSERT_EQ(frames.size(), 7U) << format_backtrace(frames);
    EXPECT_STREQ(frames[5].awaiting->name, "scope.join");
    EXPECT_EQ(frames[6].line, owner->suspended_at().line());
    loop.advance(3h);
    EXPECT_TRUE(t->take());
}

TEST(backtrace, formats_one_line_a_frame) {
    manual_loop loop;
    auto t = loop.start(level_three());
    const std::string text = format_backtrace(backtrace(*leaf_promise));
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
    EXPECT_EQ(text.find("#0 "), 0U);
    EXPECT_NE(text.find("backtrace_test.cpp:" + std::to_string(lines[0]) + ") awaiting sleep\n"),
              std::string::npos)
        << text;
    loop.advance(3h);
}

TEST(backtrace, prints_without_allocating) {
    manual_loop loop;
    auto t = loop.start(level_three());
    char* buffer = nullptr;
    std::size_t size = 0;
    std::FILE* out = open_memstream(&buffer, &size);
    print_backtrace(out, *leaf_promise);
    std::fclose(out);
    EXPECT_EQ(std::string(buffer, size), format_backtrace(backtrace(*leaf_promise)));
    std::free(buffer);
    loop.advance(3h);
}

task<result<int>> deep(int n, event& release) {
    if (n == 0) {
        leaf_promise = &this_task::promise();
        co_await ok(release.wait());
        co_return 0;
    }
    co_return co_await deep(n - 1, release);
}

TEST(backtrace, is_cut_off_at_a_limit) {
    manual_loop loop;
    event release;
    auto t = loop.start(deep(100, release));
    EXPECT_EQ(backtrace(*leaf_promise).size(), 101U);
    auto u = loop.start(deep(1000, release));
    EXPECT_EQ(backtrace(*leaf_promise).size(), max_async_frames);
    release.set();
    loop.run_ready();
    EXPECT_TRUE(t->take() && u->take());
}

}  // namespace
}  // namespace weir::backtrace_test
