// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "watcher_test.hpp"

#include <weir/rt/offload.hpp>
#include <weir/rt/shard.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <future>
#include <optional>

namespace weir {
namespace {

using test::lines;
using test::run_io;
using testing::ElementsAre;
using testing::UnorderedElementsAre;
using testing::UnorderedElementsAreArray;
using namespace std::chrono_literals;

class watcher_tree_test : public test::watching {};

/// Keeps all threads of the file pool busy until released.
class occupied_pool {
public:
    explicit occupied_pool(scope& s) : pool_(shard::of(this_task::env()).file_pool()) {
        for (int i = 0; i < 100; ++i)
            s.spawn("occupant", [this]() -> task<result<void>> {
                co_return co_await offload(pool_, [this] { released_.wait(); });
            });
    }
    task<result<void>> wait_until_full() {
        while (pool_.stats().queued == 0) co_await ok(sleep_for(100us));
        co_return {};
    }
    void release() { release_.set_value(); }

private:
    offload_pool& pool_;
    std::promise<void> release_;
    const std::shared_future<void> released_ = release_.get_future().share();
};

TEST_F(watcher_tree_test, a_stopped_wait_loses_nothing) {
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

TEST_F(watcher_tree_test, sees_a_deep_tree_that_appears_at_once) {
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

TEST_F(watcher_tree_test, sees_each_entry_once_while_a_tree_grows) {
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

TEST_F(watcher_tree_test, knows_the_paths_of_a_renamed_subtree) {
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

TEST_F(watcher_tree_test, finds_what_was_renamed_before_it_could_be_scanned) {
    make("old");
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        co_await ok(watcher.add(path("."), watch_for::names, {.recursive = true}));
        std::optional<occupied_pool> pool;  // outlives the scope
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            co_await ok(pool.emplace(s).wait_until_full());
            make("old/a/b");
            write("old/a/b/file", "");
            co_await ok(expect_silence(watcher));  // it wants to scan `old/a`
            move("old", "new");
            make("c");
            move("c", "d");
            pool->release();
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

TEST_F(watcher_tree_test, closing_waits_for_a_scan) {
    run_io([&]() -> task<result<void>> {
        auto watcher = co_await ok(file_watcher::open());
        std::optional<occupied_pool> pool;  // these outlive the scope
        bool ended = false;
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("waiter", [&]() -> task<result<void>> {
                EXPECT_EQ((co_await watcher.next()).error(), errc::closed);
                ended = true;
                co_return {};
            });
            co_await ok(pool.emplace(s).wait_until_full());
            s.spawn("adder", [&]() -> task<result<void>> {
                EXPECT_EQ((co_await watcher.add(path("."))).error(), errc::closed);
                co_return {};
            });
            co_await ok(sleep_for(1ms));
            watcher.close();
            co_await ok(sleep_for(1ms));
            EXPECT_FALSE(ended);
            EXPECT_FALSE(watcher.is_open());
            pool->release();
            co_return {};
        });
    });
}

TEST_F(watcher_tree_test, refuses_more_watches_than_allowed) {
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

TEST_F(watcher_tree_test, more_files_than_may_be_kept_are_an_overflow_of_their_directory) {
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

TEST_F(watcher_tree_test, an_overflow_is_told_and_directories_are_looked_for_again) {
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

}  // namespace
}  // namespace weir
