// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "watcher_test.hpp"

namespace weir {
namespace {

using test::run_io;
using testing::ElementsAre;
using namespace std::chrono_literals;

constexpr watch_for all_kinds =
    watch_for::names | watch_for::content | watch_for::written | watch_for::attributes;

class watcher_test : public test::watching {};

TEST_F(watcher_test, tells_what_happens_in_a_directory) {
    make("d");
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        const watch_id id = co_await ok(watcher.add(path("d"), all_kinds));
        write("d/a", "x");
        std::filesystem::permissions(path("d/a"), std::filesystem::perms::owner_read);
        move("d/a", "d/b");
        erase("d/b");
        make("d/sub");
        write("d/sub/unseen", "");
        const watch_event first = co_await ok(watcher.next());
        EXPECT_EQ(first.watch, id);
        EXPECT_EQ(line(first), "created d/a");
        EXPECT_THAT(co_await ok(take(watcher, 6)),
                    ElementsAre("modified d/a", "closed_after_write d/a", "attributes d/a",
                                "renamed d/b from d/a", "deleted d/b", "created d/sub/"));
        co_await ok(expect_silence(watcher));
        co_return {};
    });
}

TEST_F(watcher_test, tells_only_what_it_was_asked_for) {
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        co_await ok(watcher.add(path("."), watch_for::written));
        write("a", "x");
        erase("a");
        EXPECT_THAT(co_await ok(take(watcher, 1)), ElementsAre("closed_after_write ./a"));
        co_await ok(expect_silence(watcher));
        EXPECT_EQ((co_await watcher.add(path("."), watch_for{})).error(), errc::bad_argument);
        co_return {};
    });
}

TEST_F(watcher_test, tells_an_event_that_comes_while_it_waits) {
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        co_await ok(watcher.add(path(".")));
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("writer", [&]() -> task<result<void>> {
                co_await ok(sleep_for(2ms));
                co_return co_await make_directory(path("late"));
            });
            EXPECT_THAT(co_await ok(take(watcher, 1)), ElementsAre("created ./late/"));
            co_return {};
        });
    });
}

TEST_F(watcher_test, a_renaming_across_the_border_is_half_a_renaming) {
    make("in");
    make("out");
    write("in/a", "");
    write("out/b", "");
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        co_await ok(watcher.add(path("in")));
        move("in/a", "out/a");
        move("out/b", "in/b");
        EXPECT_THAT(co_await ok(take(watcher, 2)), ElementsAre("moved_from in/a", "moved_to in/b"));
        co_return {};
    });
}

TEST_F(watcher_test, follows_the_name_of_a_watched_file) {
    write("config", "old");
    write("other", "");
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        co_await ok(watcher.add(path("config")));
        for (int i = 0; i < 2; ++i) {
            write("other", "x");
            write("config.tmp", "new");
            move("config.tmp", "config");
            EXPECT_THAT(co_await ok(take(watcher, 1)), ElementsAre("moved_to config"));
        }
        write("config", "in place");
        erase("config");
        write("config", "again");
        move("config", "config.old");
        EXPECT_THAT(co_await ok(take(watcher, 5)),
                    ElementsAre("closed_after_write config", "deleted config", "created config",
                                "closed_after_write config", "moved_from config"));
        co_await ok(expect_silence(watcher));
        co_return {};
    });
}

TEST_F(watcher_test, watches_a_file_of_the_working_directory) {
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(path(""));
    write("plain", "");
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        co_await ok(watcher.add("plain"));
        co_await ok(write_atomically("plain", as_bytes("x")));
        EXPECT_EQ((co_await ok(watcher.next())).path, "plain");
        co_return {};
    });
    std::filesystem::current_path(before);
}

TEST_F(watcher_test, two_watches_of_one_directory_are_told_apart) {
    make("d");
    write("d/a", "");
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        const watch_id whole = co_await ok(watcher.add(path("d"), watch_for::names));
        const watch_id file = co_await ok(watcher.add(path("d/a"), watch_for::content));
        EXPECT_NE(whole, file);
        write("d/a", "x");
        const watch_event modified = co_await ok(watcher.next());
        EXPECT_EQ(modified.watch, file);
        EXPECT_TRUE(watcher.remove(file));
        while ((co_await with_timeout(1ms, watcher.next())).has_value()) {
        }
        write("d/a", "y");
        write("d/b", "");
        const watch_event created = co_await ok(watcher.next());
        EXPECT_EQ(line(created), "created d/b");
        EXPECT_EQ(created.watch, whole);
        co_return {};
    });
}

TEST_F(watcher_test, removing_a_watch_ends_its_events) {
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        const watch_id id = co_await ok(watcher.add(path("."), all_kinds));
        write("a", "");
        write("b", "");
        EXPECT_EQ(line(co_await ok(watcher.next())), "created ./a");
        EXPECT_TRUE(watcher.remove(id));
        EXPECT_FALSE(watcher.remove(id));
        write("c", "");
        co_await ok(expect_silence(watcher));
        EXPECT_NE(co_await ok(watcher.add(path("."))), id);
        write("d", "");
        EXPECT_EQ(line(co_await ok(watcher.next())), "created ./d");
        co_return {};
    });
}

TEST_F(watcher_test, tells_that_a_watched_directory_is_gone) {
    for (const char* name : {"erased", "moved", "tree/below"}) make(name);
    write("erased/file", "");
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        const watch_id erased = co_await ok(watcher.add(path("erased")));
        erase("erased");
        EXPECT_THAT(co_await ok(take(watcher, 2)),
                    ElementsAre("deleted erased/file", "watch_gone erased/"));
        EXPECT_FALSE(watcher.remove(erased));
        co_await ok(watcher.add(path("moved")));
        move("moved", "elsewhere");
        write("elsewhere/file", "");
        EXPECT_THAT(co_await ok(take(watcher, 1)), ElementsAre("watch_gone moved/"));
        co_await ok(watcher.add(path("tree"), watch_for::names, {.recursive = true}));
        erase("tree");
        EXPECT_THAT(co_await ok(take(watcher, 2)),
                    ElementsAre("deleted tree/below/", "watch_gone tree/"));
        co_await ok(expect_silence(watcher));
        co_return {};
    });
}

TEST_F(watcher_test, closing_ends_the_waiter) {
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        const watch_id id = co_await ok(watcher.add(path(".")));
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("closer", [&]() -> task<result<void>> {
                co_await ok(sleep_for(1ms));
                watcher.close();
                co_return {};
            });
            EXPECT_EQ((co_await watcher.next()).error(), errc::closed);
            EXPECT_FALSE(watcher.is_open());
            EXPECT_EQ((co_await watcher.next()).error(), errc::closed);
            EXPECT_EQ((co_await watcher.add(path("."))).error(), errc::closed);
            EXPECT_TRUE(watcher.remove(id));
            co_return {};
        });
    });
}

TEST_F(watcher_test, a_path_that_is_not_there_is_an_error) {
    write("file", "");
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        EXPECT_EQ((co_await watcher.add(path("none"))).error(),
                  std::errc::no_such_file_or_directory);
        EXPECT_EQ((co_await watcher.add(path("file/"))).error(), std::errc::not_a_directory);
        co_return {};
    });
}

using watcher_death_test = watcher_test;

TEST_F(watcher_death_test, two_waiters_end_the_program) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(run_io([&]() -> task<result<void>> {
                     auto watcher = co_await ok(file_watcher::open());
                     co_await ok(when_all(watcher.next(), watcher.next()));
                     co_return {};
                 }),
                 "two tasks wait for the same file_watcher");
}

}  // namespace
}  // namespace weir
