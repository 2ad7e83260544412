// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fs_test.hpp"

#include <weir/fs/file.hpp>

#include <fcntl.h>
#include <unistd.h>

namespace weir {
namespace {

using test::run_io;
using namespace std::chrono_literals;

class file_test : public test::in_scratch_directory {};

std::span<std::byte> bytes_of(std::string& text) {
    return std::as_writable_bytes(std::span(text));
}

TEST_F(file_test, reads_back_what_it_wrote) {
    run_io([&]() -> task<result<void>> {
        file f = co_await ok(file::open(path("a"), {.write = true, .create = true}));
        co_await ok(f.write_at(as_bytes("hello world"), 0));
        co_await ok(f.write_at(as_bytes("W"), 6));
        co_await ok(f.sync());
        co_await ok(f.sync(true));
        std::string into(5, '?');
        EXPECT_EQ(co_await ok(f.read_at(bytes_of(into), 6)), 5U);
        EXPECT_EQ(into, "World");
        EXPECT_EQ(co_await ok(f.size()), 11U);
        co_return {};
    });
    EXPECT_EQ(content("a"), "hello World");
}

TEST_F(file_test, tells_the_end) {
    write("a", "abc");
    run_io([&]() -> task<result<void>> {
        file f = co_await ok(file::open(path("a")));
        std::string into(8, '?');
        EXPECT_EQ(co_await ok(f.read_at(bytes_of(into), 1)), 2U);
        EXPECT_EQ((co_await f.read_at(bytes_of(into), 3)).error(), errc::eof);
        EXPECT_EQ(co_await ok(f.read_full_at(bytes_of(into), 0)), 3U);
        EXPECT_EQ(co_await ok(f.read_full_at(bytes_of(into), 3)), 0U);
        EXPECT_EQ(into.substr(0, 3), "abc");
        co_return {};
    });
}

TEST_F(file_test, opens_as_asked) {
    write("a", "old content");
    run_io([&]() -> task<result<void>> {
        EXPECT_EQ((co_await file::open(path("b"))).error(), std::errc::no_such_file_or_directory);
        EXPECT_EQ((co_await file::open(path("a"), {.read = false})).error(), errc::bad_argument);
        const open_options exclusive{.write = true, .create = true, .exclusive = true};
        EXPECT_EQ((co_await file::open(path("a"), exclusive)).error(), std::errc::file_exists);

        file appended = co_await ok(file::open(path("a"), {.write = true, .append = true}));
        co_await ok(appended.write_at(as_bytes("!"), 0));
        EXPECT_EQ(content("a"), "old content!");

        file truncated = co_await ok(file::open(path("a"), {.write = true, .truncate = true}));
        EXPECT_EQ(co_await ok(truncated.size()), 0U);

        file made = co_await ok(
            file::open(path("c"), {.write = true, .create = true, .permissions = 0600}));
        EXPECT_EQ((co_await ok(made.stat())).permissions, 0600U);

        std::string into(1, '?');
        file write_only = co_await ok(file::open(path("a"), {.read = false, .write = true}));
        EXPECT_EQ((co_await write_only.read_at(bytes_of(into), 0)).error(),
                  std::errc::bad_file_descriptor);
        file read_only = co_await ok(file::open(path("a")));
        EXPECT_EQ((co_await read_only.write_at(as_bytes("x"), 0)).error(),
                  std::errc::bad_file_descriptor);
        co_return {};
    });
}

TEST_F(file_test, is_not_inherited_by_other_programs) {
    write("a", "x");
    run_io([&]() -> task<result<void>> {
        file f = co_await ok(file::open(path("a")));
        EXPECT_EQ(::fcntl(f.native(), F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
        co_return {};
    });
}

TEST_F(file_test, describes_itself) {
    write("a", "12345");
    run_io([&]() -> task<result<void>> {
        file f = co_await ok(file::open(path("a")));
        const file_info info = co_await ok(f.stat());
        EXPECT_EQ(info.type, file_type::regular);
        EXPECT_EQ(info.size, 5U);
        EXPECT_EQ(info.owner, ::geteuid());
        EXPECT_EQ(info.links, 1U);
        EXPECT_EQ(info.inode, (co_await ok(stat(path("a")))).inode);
        file directory = co_await ok(file::open("/"));
        EXPECT_EQ((co_await ok(directory.stat())).type, file_type::directory);
        std::string into(1, '?');
        EXPECT_EQ((co_await directory.read_at(bytes_of(into), 0)).error(),
                  std::errc::is_a_directory);
        co_return {};
    });
}

TEST_F(file_test, reads_all_within_a_limit) {
    const std::string text(100'000, 'x');
    write("a", text);
    write("empty", "");
    run_io([&]() -> task<result<void>> {
        EXPECT_EQ((co_await ok(read_file(path("a"), 100'000))).view(), text);
        EXPECT_EQ((co_await read_file(path("a"), 99'999)).error(), errc::too_large);
        EXPECT_TRUE((co_await ok(read_file(path("empty"), 0))).empty());
        EXPECT_EQ((co_await read_file(path("b"), 10)).error(),
                  std::errc::no_such_file_or_directory);
        co_return {};
    });
}

TEST_F(file_test, reads_files_that_do_not_tell_their_size) {
    run_io([&]() -> task<result<void>> {
        const buffer maps = co_await ok(read_file("/proc/self/maps", 1 << 20));
        EXPECT_GT(maps.size(), 4096U);
        EXPECT_TRUE(maps.view().ends_with('\n'));
        EXPECT_EQ((co_await read_file("/proc/self/maps", 100)).error(), errc::too_large);
        EXPECT_EQ((co_await read_file("/dev/zero", 1 << 16)).error(), errc::too_large);
        co_return {};
    });
}

TEST_F(file_test, writes_and_reads_large_content) {
    std::string text(16 << 20, '\0');
    for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i * 31 >> 3);
    run_io([&]() -> task<result<void>> {
        file f = co_await ok(file::open(path("a"), {.write = true, .create = true}));
        co_await ok(f.write_at(as_bytes(text), 0));
        const buffer all = co_await ok(f.read_all(text.size()));
        EXPECT_TRUE(all.view() == text);
        co_return {};
    });
}

TEST_F(file_test, serves_many_readers_at_once) {
    std::string text(1 << 20, '\0');
    for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i >> 12);
    write("a", text);
    run_io([&]() -> task<result<void>> {
        file f = co_await ok(file::open(path("a")));
        int right = 0;
        co_await ok(with_scope([&](scope& s) -> task<void> {
            for (std::size_t i = 0; i < 256; ++i)
                s.spawn("reader", [&, i]() -> task<result<void>> {
                    std::string page(4096, '?');
                    co_await ok(f.read_full_at(bytes_of(page), i << 12));
                    right += page == std::string(4096, static_cast<char>(i)) ? 1 : 0;
                    co_return {};
                });
            co_return;
        }));
        EXPECT_EQ(right, 256);
        co_return {};
    });
}

TEST_F(file_test, an_operation_after_the_deadline_does_not_begin) {
    write("a", "abc");
    run_io([&]() -> task<result<void>> {
        file f = co_await ok(file::open(path("a"), {.write = true}));
        const deadline past{this_task::now()};
        std::string into(3, '?');
        const auto begin = [&]() -> task<std::error_code> {
            co_return (co_await f.read_at(bytes_of(into), 0)).error();
        };
        co_await ok(with_scope([&](scope& s) -> task<void> {
            s.request_stop();
            s.spawn("reader", [&]() -> task<void> { EXPECT_EQ(co_await begin(), errc::canceled); });
            co_return;
        }));
        EXPECT_EQ(into, "???");
        const auto late = co_await with_deadline(past, [](file& target) -> task<result<void>> {
            co_await yield();  // the deadline's timer rings
            co_await ok(sleep_for(1ms));
            co_return co_await target.write_at(as_bytes("x"), 0);
        }(f));
        EXPECT_EQ(late.error(), errc::timed_out);
        EXPECT_EQ(content("a"), "abc");
        co_return {};
    });
}

TEST_F(file_test, a_read_that_waits_obeys_its_deadline_and_leaves_its_buffer) {
    // A pipe is a file that never becomes ready; both drivers can wait for it.
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    const int writer = ::open(path("pipe").c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
    run_io([&]() -> task<result<void>> {
        file f = co_await ok(file::open(path("pipe")));
        std::string into(4, '?');
        const auto waited = co_await with_timeout(20ms, f.read_at(bytes_of(into), UINT64_MAX));
        EXPECT_EQ(waited.error(), errc::timed_out);
        EXPECT_EQ(::write(writer, "late", 4), 4);
        co_await ok(sleep_for(5ms));
        EXPECT_EQ(into, "????");
        EXPECT_EQ(co_await ok(f.read_at(bytes_of(into), UINT64_MAX)), 4U);
        EXPECT_EQ(into, "late");
        co_return {};
    });
    ::close(writer);
}

TEST_F(file_test, a_closed_file_refuses) {
    write("a", "abc");
    run_io([&]() -> task<result<void>> {
        file f = co_await ok(file::open(path("a"), {.write = true}));
        f.close();
        f.close();
        EXPECT_FALSE(f.is_open());
        EXPECT_EQ(f.native(), -1);
        std::string into(1, '?');
        EXPECT_EQ((co_await f.read_at(bytes_of(into), 0)).error(), errc::closed);
        EXPECT_EQ((co_await f.write_at(as_bytes("x"), 0)).error(), errc::closed);
        EXPECT_EQ((co_await f.sync()).error(), errc::closed);
        EXPECT_EQ((co_await f.size()).error(), errc::closed);
        co_return {};
    });
}

TEST_F(file_test, closing_ends_what_is_pending) {
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    const int writer = ::open(path("pipe").c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
    run_io([&]() -> task<result<void>> {
        file f = co_await ok(file::open(path("pipe")));
        std::string into(4, '?');
        co_await ok(with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("reader", [&]() -> task<void> {
                EXPECT_EQ((co_await f.read_at(bytes_of(into), UINT64_MAX)).error(), errc::closed);
            });
            co_await ok(sleep_for(5ms));
            f.close();
            co_return {};
        }));
        co_return {};
    });
    ::close(writer);
}

TEST_F(file_test, tells_that_the_disk_is_full) {
    run_io([&]() -> task<result<void>> {
        file f = co_await ok(file::open("/dev/full", {.write = true}));
        EXPECT_EQ((co_await f.write_at(as_bytes("x"), 0)).error(), std::errc::no_space_on_device);
        co_return {};
    });
}

}  // namespace
}  // namespace weir
