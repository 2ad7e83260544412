// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/scratch_directory.hpp"

#include <weir/diag/profile_store.hpp>

#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>

namespace weir::diag {
namespace {

using namespace std::chrono_literals;
using test::scratch_directory;

constexpr profile_store::wall_time noon = std::chrono::sys_days{2026y / 11 / 24} + 12h;

std::string contents(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

std::set<std::string> listing(const scratch_directory& directory) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
        names.insert(entry.path().filename());
    return names;
}

void put(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
}

profile_store::writer text(std::string what) {
    return [what](const profile_sink& to) { to(what); };
}

profile_store store_in(const scratch_directory& directory, profile_store_options options = {}) {
    options.directory = directory.path();
    options.host = "web-7";
    return profile_store(options);
}

TEST(profile_store, writes_a_file_named_by_host_and_date) {
    const scratch_directory directory;
    profile_store store = store_in(directory);
    const auto path =
        store.write(noon + 2min + 11s + 123ms, "cpuprofile", [](const profile_sink& to) {
            to("one ");
            to("two");
        });
    ASSERT_TRUE(path) << path.error().message();
    EXPECT_EQ(*path, directory / "web-7-20261124T120211.123Z.cpuprofile");
    EXPECT_EQ(contents(*path), "one two");
    EXPECT_EQ(listing(directory).size(), 1U) << "nothing temporary is left";
    EXPECT_EQ(std::filesystem::status(*path).permissions(), std::filesystem::perms(0600));
}

TEST(profile_store, numbers_files_of_one_millisecond) {
    const scratch_directory directory;
    profile_store store = store_in(directory);
    for (const char* what : {"a", "b", "c"}) ASSERT_TRUE(store.write(noon, "json", text(what)));
    EXPECT_EQ(contents(directory / "web-7-20261124T120000.000Z.json"), "a");
    EXPECT_EQ(contents(directory / "web-7-20261124T120000.000Z-1.json"), "b");
    EXPECT_EQ(contents(directory / "web-7-20261124T120000.000Z-2.json"), "c");
}

TEST(profile_store, removes_the_oldest_above_the_number) {
    const scratch_directory directory;
    profile_store store = store_in(directory, {.max_files = 3});
    for (int i = 0; i < 12; ++i)
        ASSERT_TRUE(store.write(noon, "json", text("x"))) << "numbers 9 to 11 sort as numbers";
    EXPECT_EQ(listing(directory), (std::set<std::string>{"web-7-20261124T120000.000Z-9.json",
                                                         "web-7-20261124T120000.000Z-10.json",
                                                         "web-7-20261124T120000.000Z-11.json"}));
    ASSERT_TRUE(store.write(noon + 1s, "pb.gz", text("x")));
    EXPECT_FALSE(listing(directory).contains("web-7-20261124T120000.000Z-9.json"));
}

TEST(profile_store, removes_the_oldest_above_the_bytes) {
    const scratch_directory directory;
    profile_store store = store_in(directory, {.max_bytes = 100});
    for (int i = 0; i < 4; ++i)
        ASSERT_TRUE(store.write(noon + 1s * i, "json", text(std::string(40, 'x'))));
    EXPECT_EQ(listing(directory), (std::set<std::string>{"web-7-20261124T120002.000Z.json",
                                                         "web-7-20261124T120003.000Z.json"}));
}

TEST(profile_store, keeps_the_new_file_even_if_its_date_is_the_oldest) {
    const scratch_directory directory;
    profile_store store = store_in(directory, {.max_files = 1});
    ASSERT_TRUE(store.write(noon, "json", text("before the clock was set back")));
    const auto path = store.write(noon - 1h, "json", text("after"));
    ASSERT_TRUE(path);
    EXPECT_EQ(listing(directory), (std::set<std::string>{"web-7-20261124T110000.000Z.json"}));
}

TEST(profile_store, touches_no_foreign_file) {
    const scratch_directory directory;
    const std::set<std::string> foreign{
        "web-8-20260101T000000.000Z.cpuprofile",
        "web-77-20260101T000000.000Z.cpuprofile",
        "web-7-backup.cpuprofile",
        "web-7-20260101T000000Z.cpuprofile",
        "web-7-20260101T000000.000Z",
        "web-7-20260101T000000.000Z.cpuprofile~",
        "web-7-20260101T000000.000Z-x.cpuprofile",
        "web-7-20260101T000000.000Z-0.cpuprofile",
        ".web-7-20260101T000000.000Z.cpuprofile",
        ".web-7-20260101T000000.000Z.cpuprofile.swp",
        "notes.txt",
    };
    for (const std::string& name : foreign) put(directory / name, "foreign");
    std::filesystem::create_directory(directory / "web-7-20260102T000000.000Z.json");
    std::filesystem::create_symlink("notes.txt", directory / "web-7-20260103T000000.000Z.json");
    profile_store store = store_in(directory, {.max_files = 0});
    ASSERT_TRUE(store.write(noon, "json", text("x")));
    std::set<std::string> expected = foreign;
    expected.insert({"web-7-20260102T000000.000Z.json", "web-7-20260103T000000.000Z.json",
                     "web-7-20261124T120000.000Z.json"});
    EXPECT_EQ(listing(directory), expected);
}

TEST(profile_store, removes_what_a_dead_writer_left_behind) {
    const scratch_directory directory;
    put(directory / ".web-7-20261124T105959.999Z.cpuprofile.4711-1.tmp", "half");
    put(directory / ".web-7-20261124T115959.000Z.cpuprofile.4711-2.tmp", "at work");
    put(directory / ".web-8-20261124T105959.999Z.cpuprofile.4711-1.tmp", "another host's");
    profile_store store = store_in(directory);
    ASSERT_TRUE(store.write(noon, "json", text("x")));
    EXPECT_EQ(listing(directory),
              (std::set<std::string>{".web-7-20261124T115959.000Z.cpuprofile.4711-2.tmp",
                                     ".web-8-20261124T105959.999Z.cpuprofile.4711-1.tmp",
                                     "web-7-20261124T120000.000Z.json"}));
}

TEST(profile_store, a_missing_directory_is_an_error_and_not_made) {
    const scratch_directory directory;
    profile_store store({.directory = directory / "missing"});
    const auto path = store.write(noon, "json", text("x"));
    ASSERT_FALSE(path);
    EXPECT_EQ(path.error(), std::errc::no_such_file_or_directory);
    EXPECT_TRUE(listing(directory).empty());
}

TEST(profile_store, a_file_in_place_of_the_directory_is_an_error) {
    const scratch_directory directory;
    put(directory / "file", "");
    profile_store store({.directory = directory / "file"});
    const auto path = store.write(noon, "json", text("x"));
    ASSERT_FALSE(path);
    EXPECT_EQ(path.error(), std::errc::not_a_directory);
}

/// The kernel refuses larger files while it lives: as good as a full disk.
class file_size_limit {
public:
    explicit file_size_limit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limited{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limited);
    }
    file_size_limit(const file_size_limit&) = delete;
    file_size_limit& operator=(const file_size_limit&) = delete;
    ~file_size_limit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

private:
    rlimit before_{};
    void (*handler_)(int);
};

TEST(profile_store, a_full_disk_leaves_nothing_half_written) {
    const scratch_directory directory;
    profile_store store = store_in(directory, {.max_files = 1});
    ASSERT_TRUE(store.write(noon, "json", text("old")));
    result<std::string> path;
    {
        const file_size_limit limit(1000);
        path = store.write(noon + 1s, "json", [](const profile_sink& to) {
            for (int i = 0; i < 5; ++i) to(std::string(400, 'x'));
        });
    }
    ASSERT_FALSE(path);
    EXPECT_EQ(path.error(), std::errc::file_too_large);
    EXPECT_EQ(listing(directory), (std::set<std::string>{"web-7-20261124T120000.000Z.json"}))
        << "and the old one is still there";
}

TEST(profile_store, a_profile_above_all_bytes_is_refused) {
    const scratch_directory directory;
    profile_store store = store_in(directory, {.max_bytes = 10});
    EXPECT_TRUE(store.write(noon, "json", text("0123456789")));
    const auto path = store.write(noon + 1s, "json", text("0123456789a"));
    ASSERT_FALSE(path);
    EXPECT_EQ(path.error(), errc::too_large);
    EXPECT_EQ(listing(directory), (std::set<std::string>{"web-7-20261124T120000.000Z.json"}));
}

TEST(profile_store, an_exception_of_the_writer_leaves_nothing) {
    const scratch_directory directory;
    profile_store store = store_in(directory);
    const auto failing = [](const profile_sink& to) {
        to("half");
        throw std::runtime_error("no memory");
    };
    EXPECT_THROW(static_cast<void>(store.write(noon, "json", failing)), std::runtime_error);
    EXPECT_TRUE(listing(directory).empty());
}

TEST(profile_store, refuses_extensions_that_are_no_extensions) {
    const scratch_directory directory;
    profile_store store = store_in(directory);
    for (const char* extension : {"", "../x", "a/b", "a b", "tmp-1", "a\n"}) {
        const auto path = store.write(noon, extension, text("x"));
        ASSERT_FALSE(path) << extension;
        EXPECT_EQ(path.error(), errc::bad_argument);
    }
    EXPECT_TRUE(listing(directory).empty());
}

TEST(profile_store, a_host_name_cannot_leave_the_directory_or_hide) {
    const auto host = [](const char* name) {
        return profile_store({.directory = ".", .host = name}).options().host;
    };
    EXPECT_EQ(host("../../etc/x y"), "_._.._etc_x_y");
    EXPECT_EQ(host(std::string(300, 'h').c_str()), std::string(64, 'h'));
    EXPECT_FALSE(host("").empty());
}

}  // namespace
}  // namespace weir::diag
