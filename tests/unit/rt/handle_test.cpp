// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>
#include <weir/rt/handle.hpp>
#include <weir/rt/runtime.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace weir::handle_test {
namespace {

std::vector<int> entered() {
    std::vector<int> fds;
    handle_list::here().for_each([&](const handle_entry& e) { fds.push_back(e.fd()); });
    return fds;
}

std::vector<const handle_entry*> entries() {
    std::vector<const handle_entry*> found;
    handle_list::here().for_each([&](const handle_entry& e) { found.push_back(&e); });
    return found;
}

io_handle open_pipe_end() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return {};
    close(ends[1]);
    return *io_handle::adopt(ends[0]);
}

TEST(handle, an_entry_is_small_enough_for_every_connection) {
    EXPECT_LE(sizeof(handle_entry), 48U);
}

TEST(handle, an_entry_enters_moves_and_leaves) {
    handle_entry first(handle_kind::file, 7);
    EXPECT_EQ(entered(), (std::vector{7}));
    handle_entry second(std::move(first));
    EXPECT_FALSE(first.entered());
    EXPECT_EQ(entered(), (std::vector{7}));
    handle_entry third(handle_kind::stream, 8);
    third = std::move(second);
    EXPECT_EQ(entered(), (std::vector{7}));
    EXPECT_EQ(third.kind(), handle_kind::file);
    third.leave();
    EXPECT_TRUE(entered().empty());
}

TEST(handle, an_entry_that_was_never_made_is_in_no_list) {
    handle_entry none;
    const handle_entry moved(std::move(none));
    EXPECT_FALSE(moved.entered());
    EXPECT_TRUE(entered().empty());
}

TEST(handle, an_entry_outside_of_a_task_has_no_task) {
    const handle_entry e(handle_kind::listener, 3);
    EXPECT_EQ(e.task(), nullptr);
    EXPECT_EQ(e.made_at().line(), 0U);
}

TEST(handle, an_entry_outlives_its_thread) {
    handle_entry e;
    runtime r({.shards = 1});
    ASSERT_TRUE(r.start());
    r.at(0).post([&] { e.enter(handle_kind::client_pool, -1); });
    r.request_stop();
    r.join();
    EXPECT_FALSE(e.entered());
}

task<void> named_maker(tracked_handle& into) {
    co_await yield();
    into = tracked_handle(open_pipe_end(), handle_kind::pipe);
}

TEST(handle, tells_the_task_the_place_and_the_time) {
    const auto outcome = run([]() -> task<result<void>> {
        tracked_handle made;
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("maker", named_maker, std::ref(made));
            co_await yield();
            co_await yield();
            const auto all = entries();
            EXPECT_EQ(all.size(), 1U);
            if (all.size() != 1) co_return fail(errc::bad_argument);
            EXPECT_STREQ(all[0]->task(), "maker");
            EXPECT_TRUE(
                std::string_view(all[0]->made_at().file_name()).ends_with("handle_test.cpp"));
            EXPECT_NE(all[0]->made_at().line(), 0U);
            EXPECT_LE(all[0]->born(), this_task::now());
            EXPECT_EQ(all[0]->fd(), made.native());
            made.close();
            EXPECT_TRUE(entries().empty());
            EXPECT_FALSE(made);
            co_return {};
        });
    });
    EXPECT_TRUE(outcome);
}

TEST(handle, takes_the_place_it_is_given) {
    const auto here = std::source_location::current();
    const handle_entry e(handle_kind::watcher, 5, here);
    EXPECT_EQ(e.made_at().line(), here.line());
}

TEST(handle, a_moved_tracked_handle_keeps_one_entry) {
    const auto outcome = run([]() -> task<void> {
        tracked_handle a(open_pipe_end(), handle_kind::pipe);
        tracked_handle b(std::move(a));
        EXPECT_EQ(entries().size(), 1U);
        b = tracked_handle(open_pipe_end(), handle_kind::pipe);
        EXPECT_EQ(entries().size(), 1U);
        co_return;
    });
    EXPECT_TRUE(outcome);
    EXPECT_TRUE(entries().empty());
}

TEST(handle, every_kind_has_a_name) {
    for (std::size_t i = 0; i < handle_kind_count; ++i)
        EXPECT_STRNE(to_string(static_cast<handle_kind>(i)), "unknown");
    EXPECT_STREQ(to_string(static_cast<handle_kind>(handle_kind_count)), "unknown");
}

}  // namespace
}  // namespace weir::handle_test
