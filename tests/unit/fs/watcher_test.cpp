// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fs_test.hpp"

#include <weir/fs/watcher.hpp>
#include <weir/rt/offload.hpp>
#include <weir/rt/shard.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <future>

namespace weir {
namespace {

using test::run_io;
using testing::ElementsAre;
using testing::IsSupersetOf;
using testing::UnorderedElementsAre;
using testing::UnorderedElementsAreArray;
using namespace std::chrono_literals;

using lines = std::vector<std::string>;

constexpr watch_for all_kinds =
    watch_for::names | watch_for::content | watch_for::written | watch_for::attributes;

class watcher_test : public test::in_scratch_directory {
protected:
    /// An event in short, with paths below the scratch directory: "renamed b from a".
    [[nodiscard]] std::string line(const watch_event& e) const {
        std::string text = std::string(to_string(e.kind)) + ' ' + below(e.path);
        if (e.is_directory) text += '/';
        if (!e.from.empty()) text += " from " + below(e.from);
        return text;
    }

    /// The next `count` events.
    task<result<lines>> take(file_watcher& watcher, std::size_t count) const {
        lines taken;
        while (taken.size() < count) {
            auto event = co_await with_timeout(10s, watcher.next());
            EXPECT_TRUE(event) << "after " << testing::PrintToString(taken);
            taken.push_back(line(co_await ok(std::move(event))));
        }
        co_return taken;
    }

    task<result<void>> expect_silence(file_watcher& watcher) const {
        const auto event = co_await with_timeout(5ms, watcher.next());
        EXPECT_FALSE(event) << line(*event);
        if (!event) EXPECT_EQ(event.error(), errc::timed_out);
        co_return {};
    }

    void make(const std::string& directory) const {
        std::filesystem::create_directories(path(directory));
    }
    void move(const std::string& from, const std::string& to) const {
        std::filesystem::rename(path(from), path(to));
    }
    void erase(const std::string& name) const { std::filesystem::remove_all(path(name)); }

private:
    [[nodiscard]] std::string below(const std::string& full) const {
        const std::string base = path("");
        return full.starts_with(base) ? full.substr(base.size()) : full;
    }
};

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

TEST_F(watcher_test, a_stopped_wait_loses_nothing) {
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        co_await ok(watcher.add(path("."), watch_for::names, {.recursive = true}));
        lines wanted;
        lines seen;
        for (int i = 0; i < 100; ++i) {
            const std::string name = "d" + std::to_string(i);
            make(name);
            write(name + "/file", "");
            wanted.push_back("created ./" + name + "/");
            wanted.push_back("created ./" + name + "/file");
            const auto event = co_await with_timeout((i % 10) * 20us, watcher.next());
            if (event) seen.push_back(line(*event));
        }
        for (const std::string& rest : co_await ok(take(watcher, wanted.size() - seen.size())))
            seen.push_back(rest);
        EXPECT_THAT(seen, UnorderedElementsAreArray(wanted));
        co_return {};
    });
}

TEST_F(watcher_test, sees_a_deep_tree_that_appears_at_once) {
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        co_await ok(watcher.add(path("."), watch_for::names, {.recursive = true}));
        lines wanted;
        for (int tree = 0; tree < 20; ++tree) {
            std::string at = "t" + std::to_string(tree);
            for (int depth = 0; depth < 8; ++depth, at += "/d") {
                make(at);
                write(at + "/file", "");
                wanted.push_back("created ./" + at + "/");
                wanted.push_back("created ./" + at + "/file");
            }
        }
        EXPECT_THAT(co_await ok(take(watcher, wanted.size())), UnorderedElementsAreArray(wanted));
        co_await ok(expect_silence(watcher));
        write("t3/d/d/later", "");
        EXPECT_THAT(co_await ok(take(watcher, 1)), ElementsAre("created ./t3/d/d/later"));
        co_return {};
    });
}

TEST_F(watcher_test, sees_each_entry_once_while_a_tree_grows) {
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        co_await ok(watcher.add(path("."), watch_for::names, {.recursive = true}));
        lines wanted;
        for (int i = 0; i < 200; ++i) wanted.push_back("created ./" + std::to_string(i) + "/");
        for (int i = 0; i < 200; ++i) wanted.push_back("created ./" + std::to_string(i) + "/f");
        // Another thread, so that entries appear while directories are scanned.
        offload_pool maker({.threads = 1});
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("maker", [&]() -> task<result<void>> {
                co_return co_await offload(maker, [&] {
                    for (int i = 0; i < 200; ++i) {
                        make(std::to_string(i));
                        write(std::to_string(i) + "/f", "");
                    }
                });
            });
            EXPECT_THAT(co_await ok(take(watcher, wanted.size())),
                        UnorderedElementsAreArray(wanted));
            co_await ok(expect_silence(watcher));
            co_return {};
        });
    });
}

TEST_F(watcher_test, knows_the_paths_of_a_renamed_subtree) {
    make("a/b/c");
    make("out/x/y");
    write("out/x/file", "");
    make("top");
    move("a", "top/a");
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        co_await ok(watcher.add(path("top"), watch_for::names, {.recursive = true}));
        write("top/a/b/c/1", "");
        EXPECT_THAT(co_await ok(take(watcher, 1)), ElementsAre("created top/a/b/c/1"));
        move("top/a", "top/z");
        write("top/z/b/c/2", "");
        EXPECT_THAT(co_await ok(take(watcher, 2)),
                    ElementsAre("renamed top/z/ from top/a", "created top/z/b/c/2"));
        move("out/x", "top/x");
        EXPECT_THAT(
            co_await ok(take(watcher, 3)),
            UnorderedElementsAre("moved_to top/x/", "created top/x/y/", "created top/x/file"));
        move("top/z/b", "out/b");
        EXPECT_THAT(co_await ok(take(watcher, 1)), ElementsAre("moved_from top/z/b/"));
        write("out/b/c/3", "");
        co_await ok(expect_silence(watcher));
        co_return {};
    });
}

TEST_F(watcher_test, finds_what_was_renamed_before_it_could_be_scanned) {
    make("old");
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        co_await ok(watcher.add(path("."), watch_for::names, {.recursive = true}));
        std::promise<void> release;
        const std::shared_future<void> released = release.get_future().share();
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            offload_pool& pool = shard::of(this_task::env()).file_pool();
            for (int i = 0; i < 100; ++i)
                s.spawn("occupant", [&]() -> task<result<void>> {
                    co_return co_await offload(pool, [&] { released.wait(); });
                });
            while (pool.stats().queued == 0) co_await ok(sleep_for(100us));
            make("old/a/b");
            write("old/a/b/file", "");
            co_await ok(expect_silence(watcher));  // it wants to scan `old/a`
            move("old", "new");
            make("c");
            move("c", "d");
            release.set_value();
            const lines told = co_await ok(take(watcher, 6));
            EXPECT_THAT(told, UnorderedElementsAre("created ./old/a/", "renamed ./new/ from ./old",
                                                   "created ./new/a/b/", "created ./new/a/b/file",
                                                   "created ./c/", "renamed ./d/ from ./c"));
            write("new/a/b/later", "");
            write("d/later", "");
            EXPECT_THAT(co_await ok(take(watcher, 2)),
                        ElementsAre("created ./new/a/b/later", "created ./d/later"));
            co_return {};
        });
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

TEST_F(watcher_test, refuses_more_watches_than_allowed) {
    make("a/b/c");
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open({.max_watches = 3}));
        EXPECT_EQ((co_await watcher.add(path("."), watch_for::names, {.recursive = true})).error(),
                  std::errc::no_space_on_device);
        const watch_id id =
            co_await ok(watcher.add(path("a"), watch_for::names, {.recursive = true}));
        make("a/d");
        EXPECT_EQ((co_await watcher.next()).error(), std::errc::no_space_on_device);
        EXPECT_THAT(co_await ok(take(watcher, 1)), ElementsAre("created a/d/"));
        EXPECT_TRUE(watcher.remove(id));
        co_await ok(watcher.add(path("a/b"), watch_for::names, {.recursive = true}));
        co_return {};
    });
}

TEST_F(watcher_test, more_files_than_may_be_kept_are_an_overflow_of_their_directory) {
    make("out/d");
    make("in");
    for (int i = 0; i < 10; ++i) write("out/d/" + std::to_string(i), "");
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open({.pending_limit = 5}));
        co_await ok(watcher.add(path("in"), watch_for::names, {.recursive = true}));
        move("out/d", "in/d");
        const lines told = co_await ok(take(watcher, 6));
        EXPECT_EQ(told.front(), "moved_to in/d/");
        EXPECT_EQ(told.back(), "overflow in/d/");
        co_await ok(expect_silence(watcher));
        co_return {};
    });
}

TEST_F(watcher_test, an_overflow_is_told_and_directories_are_looked_for_again) {
    std::size_t limit = 0;
    std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> limit;
    if (limit == 0 || limit > 16384) GTEST_SKIP() << "the kernel queues " << limit << " events";
    make("d/old");
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        co_await ok(watcher.add(path("d"), watch_for::names, {.recursive = true}));
        for (std::size_t i = 0; i <= limit / 2; ++i) {
            const int fd = ::open(path("d/file").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
            ::close(fd);
            ::unlink(path("d/file").c_str());
        }
        make("d/lost/below");
        move("d/old", "d/new");
        std::size_t told = 0;
        watch_event event;
        do event = co_await ok(watcher.next());
        while (++told <= limit && event.kind != watch_event_kind::overflow);
        EXPECT_EQ(event.kind, watch_event_kind::overflow);
        EXPECT_EQ(event.path, "");
        EXPECT_EQ(event.watch, watch_id{});
        write("d/lost/below/file", "");
        write("d/new/file", "");
        EXPECT_THAT(co_await ok(take(watcher, 2)),
                    ElementsAre("created d/lost/below/file", "created d/new/file"));
        co_return {};
    });
}

using watcher_death_test = watcher_test;

TEST_F(watcher_death_test, two_waiters_end_the_program) {
    EXPECT_DEATH(run_io([&]() -> task<result<void>> {
                     auto watcher = co_await ok(file_watcher::open());
                     co_await ok(when_all(watcher.next(), watcher.next()));
                     co_return {};
                 }),
                 "two tasks wait for the same file_watcher");
}

}  // namespace
}  // namespace weir
