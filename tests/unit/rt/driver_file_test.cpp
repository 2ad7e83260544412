// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/scratch_directory.hpp"
#include "unit/rt/driver_fixture.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>

namespace weir::test {
namespace {

using testing::AnyOf;
using testing::ElementsAre;

class driver_files : public driver_fixture {
protected:
    [[nodiscard]] std::string path(std::string_view name) const {
        return directory_ / std::string(name);
    }
    [[nodiscard]] std::string file_with(std::string_view name, std::string_view text) {
        const int fd = ::open(path(name).c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        write_all(fd, text);
        ::close(fd);
        return path(name);
    }
    [[nodiscard]] std::string content(const std::string& file) const {
        const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
        std::string text = read_some(fd);
        ::close(fd);
        return text;
    }
    [[nodiscard]] detail::io_entry* opened(const std::string& file, int flags = O_RDWR) {
        return adopt(::open(file.c_str(), flags | O_CLOEXEC, 0600));
    }

    [[nodiscard]] static io_request open_request(const std::string& file, int flags,
                                                 unsigned mode = 0) {
        return {.kind = io_kind::open,
                .flags = static_cast<std::uint32_t>(flags),
                .mode = mode,
                .path = file.c_str()};
    }
    [[nodiscard]] static io_request transfer(io_kind kind, detail::io_entry* file,
                                             std::string& text, std::uint64_t offset) {
        return {.kind = kind,
                .entry = file,
                .data = text.data(),
                .size = text.size(),
                .offset = offset};
    }

private:
    const scratch_directory directory_;
};

INSTANTIATE_TEST_SUITE_P(each, driver_files, testing::ValuesIn(drivers_to_test()), name_of);

TEST_P(driver_files, open_creates_and_closes_on_exec) {
    const std::string file = path("new");
    const int fd = keep(perform(open_request(file, O_CREAT | O_RDWR, 0640)));
    EXPECT_NE(::fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
    struct stat status{};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0137, 0U);
}

TEST_P(driver_files, errors_are_the_systems) {
    const std::string missing = path("missing");
    const std::string below = path("missing/below");
    const std::string there = file_with("there", "x");
    struct statx status{};
    EXPECT_EQ(perform(open_request(missing, O_RDONLY)), -ENOENT);
    EXPECT_EQ(perform({.kind = io_kind::stat, .data = &status, .path = missing.c_str()}), -ENOENT);
    EXPECT_EQ(perform({.kind = io_kind::rename, .path = missing.c_str(), .path2 = there.c_str()}),
              -ENOENT);
    EXPECT_EQ(perform({.kind = io_kind::unlink, .path = missing.c_str()}), -ENOENT);
    EXPECT_EQ(perform({.kind = io_kind::mkdir, .mode = 0700, .path = below.c_str()}), -ENOENT);
    EXPECT_EQ(perform({.kind = io_kind::mkdir, .mode = 0700, .path = there.c_str()}), -EEXIST);
    EXPECT_EQ(perform({.kind = io_kind::sync, .entry = nullptr}), -EBADF);
    std::string text = "x";
    EXPECT_EQ(perform(transfer(io_kind::write_at, opened(there, O_RDONLY), text, 0)), -EBADF);
    EXPECT_EQ(perform(transfer(io_kind::read_at, opened(path("."), O_RDONLY), text, 0)), -EISDIR);
}

TEST_P(driver_files, what_was_written_is_read) {
    detail::io_entry* file = opened(path("data"), O_RDWR | O_CREAT);
    std::string hello = "hello ";
    std::string world = "world";
    EXPECT_EQ(perform(transfer(io_kind::write_at, file, world, 6)), 5);
    EXPECT_EQ(perform(transfer(io_kind::write_at, file, hello, 0)), 6);
    EXPECT_EQ(perform({.kind = io_kind::sync, .entry = file}), 0);
    EXPECT_EQ(perform({.kind = io_kind::sync, .flags = 1, .entry = file}), 0);
    std::string text(64, '\0');
    EXPECT_EQ(perform(transfer(io_kind::read_at, file, text, 0)), 11);
    EXPECT_EQ(text.substr(0, 11), "hello world");
    EXPECT_EQ(perform(transfer(io_kind::read_at, file, text, 6)), 5);
    EXPECT_EQ(perform(transfer(io_kind::read_at, file, text, 11)), 0) << "the end";
    EXPECT_EQ(perform(transfer(io_kind::read_at, file, text, 1 << 20)), 0) << "past the end";
}

TEST_P(driver_files, the_current_position_moves) {
    detail::io_entry* file = opened(file_with("data", "abcdef"));
    std::string text(2, '\0');
    EXPECT_EQ(perform(transfer(io_kind::read_at, file, text, UINT64_MAX)), 2);
    EXPECT_EQ(text, "ab");
    EXPECT_EQ(perform(transfer(io_kind::read_at, file, text, UINT64_MAX)), 2);
    EXPECT_EQ(text, "cd");
    EXPECT_EQ(perform(transfer(io_kind::write_at, file, text, UINT64_MAX)), 2);
    EXPECT_EQ(content(path("data")), "abcdcd");
}

TEST_P(driver_files, stat_by_path_and_by_handle) {
    const std::string file = file_with("data", "12345");
    struct statx by_path{};
    struct statx by_handle{};
    EXPECT_EQ(perform({.kind = io_kind::stat, .data = &by_path, .path = file.c_str()}), 0);
    EXPECT_EQ(perform({.kind = io_kind::stat, .entry = opened(file), .data = &by_handle}), 0);
    EXPECT_EQ(by_path.stx_size, 5U);
    EXPECT_EQ(by_handle.stx_size, 5U);
    EXPECT_EQ(by_path.stx_ino, by_handle.stx_ino);
    EXPECT_TRUE(S_ISREG(by_path.stx_mode));
}

TEST_P(driver_files, names_are_changed) {
    const std::string from = file_with("from", "x");
    const std::string to = path("to");
    const std::string directory = path("directory");
    EXPECT_EQ(perform({.kind = io_kind::rename, .path = from.c_str(), .path2 = to.c_str()}), 0);
    EXPECT_FALSE(std::filesystem::exists(from));
    EXPECT_EQ(content(to), "x");
    EXPECT_EQ(perform({.kind = io_kind::unlink, .path = to.c_str()}), 0);
    EXPECT_FALSE(std::filesystem::exists(to));
    EXPECT_EQ(perform({.kind = io_kind::mkdir, .mode = 0700, .path = directory.c_str()}), 0);
    EXPECT_TRUE(std::filesystem::is_directory(directory));
    EXPECT_EQ(perform({.kind = io_kind::unlink, .path = directory.c_str()}), -EISDIR);
    EXPECT_EQ(perform({.kind = io_kind::unlink, .flags = AT_REMOVEDIR, .path = directory.c_str()}),
              0);
    EXPECT_FALSE(std::filesystem::exists(directory));
}

TEST_P(driver_files, a_hundred_at_once) {
    std::vector<std::string> names;
    std::vector<std::string> texts;
    std::vector<recorded*> ops;
    for (int i = 0; i < 100; ++i) {
        names.push_back(path("file" + std::to_string(i)));
        texts.push_back("content of " + std::to_string(i));
    }
    for (const std::string& name : names)
        ops.push_back(&start(open_request(name, O_CREAT | O_RDWR, 0600)));
    ASSERT_TRUE(finish(ops));
    std::vector<detail::io_entry*> files;
    for (const recorded* op : ops) files.push_back(adopt(op->last()));
    ops.clear();
    for (std::size_t i = 0; i < 100; ++i)
        ops.push_back(&start(transfer(io_kind::write_at, files[i], texts[i], 0)));
    ASSERT_TRUE(finish(ops));
    ops.clear();
    std::vector<std::string> read(100, std::string(64, '\0'));
    for (std::size_t i = 0; i < 100; ++i)
        ops.push_back(&start(transfer(io_kind::read_at, files[i], read[i], 0)));
    ASSERT_TRUE(finish(ops));
    for (std::size_t i = 0; i < 100; ++i) {
        ASSERT_EQ(ops[i]->last(), static_cast<int>(texts[i].size()));
        EXPECT_EQ(read[i].substr(0, texts[i].size()), texts[i]);
    }
}

TEST_P(driver_files, cancel_ends_exactly_once) {
    detail::io_entry* file = opened(file_with("data", "x"));
    std::vector<recorded*> ops;
    for (int i = 0; i < 50; ++i) ops.push_back(&start({.kind = io_kind::sync, .entry = file}));
    for (recorded* op : ops) {
        io->cancel(*op);
        EXPECT_TRUE(op->results.empty()) << "completed inside of cancel";
    }
    ASSERT_TRUE(finish(ops));
    for (const recorded* op : ops)
        EXPECT_THAT(op->results,
                    AnyOf(ElementsAre(0), ElementsAre(-ECANCELED), ElementsAre(-EINTR)));
}

TEST_P(driver_files, close_waits_for_what_runs) {
    for (int round = 0; round < 20; ++round) {
        detail::io_entry* file = opened(file_with("data", "x"));
        const int fd = file->fd;
        std::vector<recorded*> ops;
        for (int i = 0; i < 20; ++i) ops.push_back(&start({.kind = io_kind::sync, .entry = file}));
        if (round % 2 == 0) turn();
        close(file);
        ASSERT_TRUE(finish(ops));
        for (const recorded* op : ops)
            EXPECT_THAT(op->results, AnyOf(ElementsAre(0), ElementsAre(-ECANCELED)))
                << "never EBADF";
        ASSERT_TRUE(turn_until([fd] { return ::fcntl(fd, F_GETFD) < 0; }));
    }
}

TEST_P(driver_files, transfers_go_between_file_and_socket) {
    const std::string sent(200'000, 's');
    detail::io_entry* file = opened(file_with("data", sent), O_RDONLY);
    auto [ours, peer] = socket_pair();
    std::string chunk(16384, '\0');
    std::string received;
    for (std::uint64_t at = 0; at < sent.size();) {
        const int count = perform(transfer(io_kind::read_at, file, chunk, at));
        ASSERT_GT(count, 0);
        const std::string_view part(chunk.data(), static_cast<std::size_t>(count));
        const int accepted = perform(send(ours, part));
        ASSERT_GT(accepted, 0);
        at += static_cast<std::uint64_t>(accepted);
        received += read_some(peer);
    }
    EXPECT_EQ(received, sent);
}

}  // namespace
}  // namespace weir::test
