// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fs_test.hpp"

#include <weir/fs/filesystem.hpp>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

namespace weir {
namespace {

using test::run_io;
using namespace std::chrono_literals;

class filesystem_test : public test::in_scratch_directory {};

TEST_F(filesystem_test, stat_follows_links_and_tells_types) {
    write("a", "123");
    std::filesystem::create_symlink(path("a"), path("link"));
    run_io([&]() -> task<result<void>> {
        const file_info info = co_await ok(stat(path("link")));
        EXPECT_EQ(info.type, file_type::regular);
        EXPECT_EQ(info.size, 3U);
        EXPECT_EQ((co_await ok(stat("/dev/null"))).type, file_type::device);
        EXPECT_EQ((co_await stat(path("b"))).error(), std::errc::no_such_file_or_directory);
        EXPECT_EQ((co_await stat(path("a/b"))).error(), std::errc::not_a_directory);
        co_return {};
    });
}

TEST_F(filesystem_test, renames_and_removes) {
    write("a", "first");
    write("b", "second");
    run_io([&]() -> task<result<void>> {
        co_await ok(rename(path("a"), path("b")));
        EXPECT_EQ(content("b"), "first");
        EXPECT_EQ((co_await rename(path("a"), path("c"))).error(),
                  std::errc::no_such_file_or_directory);
        co_await ok(remove(path("b")));
        EXPECT_EQ((co_await remove(path("b"))).error(), std::errc::no_such_file_or_directory);
        EXPECT_EQ(entries(), 0U);
        co_return {};
    });
}

TEST_F(filesystem_test, makes_and_removes_directories) {
    run_io([&]() -> task<result<void>> {
        co_await ok(make_directory(path("d"), 0700));
        const file_info info = co_await ok(stat(path("d")));
        EXPECT_EQ(info.type, file_type::directory);
        EXPECT_EQ(info.permissions, 0700U);
        EXPECT_EQ((co_await make_directory(path("d"))).error(), std::errc::file_exists);
        EXPECT_EQ((co_await remove(path("d"))).error(), std::errc::is_a_directory);
        write("d/file", "");
        EXPECT_EQ((co_await remove_directory(path("d"))).error(), std::errc::directory_not_empty);
        co_await ok(remove(path("d/file")));
        co_await ok(remove_directory(path("d")));
        EXPECT_EQ(entries(), 0U);
        co_return {};
    });
}

TEST_F(filesystem_test, lists_a_directory) {
    write("file", "");
    std::filesystem::create_directory(path("directory"));
    std::filesystem::create_symlink("nowhere", path("link"));
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    run_io([&]() -> task<result<void>> {
        std::vector<std::pair<std::string, file_type>> found;
        for (const directory_entry& e : co_await ok(list_directory(path(""))))
            found.emplace_back(e.name, e.type);
        EXPECT_THAT(found,
                    testing::UnorderedElementsAre(testing::Pair("file", file_type::regular),
                                                  testing::Pair("directory", file_type::directory),
                                                  testing::Pair("link", file_type::symlink),
                                                  testing::Pair("pipe", file_type::pipe)));
        EXPECT_TRUE((co_await ok(list_directory(path("directory")))).empty());
        EXPECT_EQ((co_await list_directory(path(""), 3)).error(), errc::too_large);
        EXPECT_EQ((co_await ok(list_directory(path(""), 4))).size(), 4U);
        EXPECT_EQ((co_await list_directory(path("none"))).error(),
                  std::errc::no_such_file_or_directory);
        EXPECT_EQ((co_await list_directory(path("file"))).error(), std::errc::not_a_directory);
        co_return {};
    });
}

TEST_F(filesystem_test, writes_atomically) {
    write("a", "old");
    run_io([&]() -> task<result<void>> {
        co_await ok(write_atomically(path("a"), as_bytes("new content")));
        co_await ok(write_atomically(path("b"), as_bytes(""), 0600));
        EXPECT_EQ((co_await ok(stat(path("b")))).permissions, 0600U);
        co_return {};
    });
    EXPECT_EQ(content("a"), "new content");
    EXPECT_EQ(entries(), 2U);
}

TEST_F(filesystem_test, writes_atomically_into_the_working_directory) {
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(path(""));
    run_io([]() -> task<result<void>> {
        co_return co_await write_atomically("plain-name", as_bytes("x"));
    });
    std::filesystem::current_path(before);
    EXPECT_EQ(content("plain-name"), "x");
}

TEST_F(filesystem_test, an_atomic_write_that_fails_leaves_nothing_behind) {
    std::filesystem::create_directory(path("occupied"));
    write("occupied/file", "");
    run_io([&]() -> task<result<void>> {
        EXPECT_EQ((co_await write_atomically(path("no/such"), as_bytes("x"))).error(),
                  std::errc::no_such_file_or_directory);
        EXPECT_EQ((co_await write_atomically(path("occupied"), as_bytes("x"))).error(),
                  std::errc::is_a_directory);
        co_return {};
    });
    EXPECT_EQ(entries(), 1U);
}

TEST_F(filesystem_test, an_atomic_write_without_room_keeps_the_old_file) {
    write("a", "old");
    const std::string large(1 << 20, 'x');
    // A limit on the size of files stands in for a full disk.
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{.rlim_cur = 1 << 16, .rlim_max = before.rlim_max};
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &small);
    run_io([&]() -> task<result<void>> {
        EXPECT_EQ((co_await write_atomically(path("a"), as_bytes(large))).error(),
                  std::errc::file_too_large);
        co_return {};
    });
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    EXPECT_EQ(content("a"), "old");
    EXPECT_EQ(entries(), 1U);
}

TEST_F(filesystem_test, a_stopped_atomic_write_leaves_the_old_or_the_new_file) {
    write("a", "old");
    const std::string fresh(8 << 20, 'x');
    int replaced = 0;
    run_io([&]() -> task<result<void>> {
        for (int i = 0; i < 8; ++i) {
            const auto done = co_await with_timeout((1 << i) * 100us,
                                                    write_atomically(path("a"), as_bytes(fresh)));
            if (!done) EXPECT_EQ(done.error(), errc::timed_out);
            const std::string now = content("a");
            replaced += now == fresh ? 1 : 0;
            EXPECT_TRUE(now == "old" || now == fresh);
            EXPECT_TRUE(!done || now == fresh);
            EXPECT_EQ(entries(), 1U);
            write("a", "old");
        }
        co_return {};
    });
    EXPECT_LT(replaced, 8);
}

}  // namespace
}  // namespace weir
