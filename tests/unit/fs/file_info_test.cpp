// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "fs/file_operations.hpp"

#include <weir/fs/file_info.hpp>

#include <fcntl.h>
#include <sys/stat.h>

namespace weir {
namespace {

TEST(file_info, names_every_type) {
    EXPECT_EQ(detail::type_of_mode(S_IFREG | 0644), file_type::regular);
    EXPECT_EQ(detail::type_of_mode(S_IFDIR | 0755), file_type::directory);
    EXPECT_EQ(detail::type_of_mode(S_IFLNK), file_type::symlink);
    EXPECT_EQ(detail::type_of_mode(S_IFSOCK), file_type::socket);
    EXPECT_EQ(detail::type_of_mode(S_IFIFO), file_type::pipe);
    EXPECT_EQ(detail::type_of_mode(S_IFCHR), file_type::device);
    EXPECT_EQ(detail::type_of_mode(S_IFBLK), file_type::device);
    EXPECT_EQ(detail::type_of_mode(0), file_type::unknown);
}

TEST(file_info, takes_over_what_the_system_tells) {
    struct statx native{};
    native.stx_mode = S_IFREG | S_ISUID | 0640;
    native.stx_size = 5'000'000'000;
    native.stx_uid = 7;
    native.stx_gid = 8;
    native.stx_ino = 9;
    native.stx_nlink = 2;
    native.stx_dev_major = 8;
    native.stx_dev_minor = 1;
    native.stx_mtime = {.tv_sec = 1'700'000'000, .tv_nsec = 5, .__reserved = 0};
    const file_info info = detail::to_file_info(native);
    EXPECT_EQ(info.type, file_type::regular);
    EXPECT_EQ(info.permissions, 04640U);
    EXPECT_EQ(info.size, 5'000'000'000U);
    EXPECT_EQ(info.owner, 7U);
    EXPECT_EQ(info.group, 8U);
    EXPECT_EQ(info.inode, 9U);
    EXPECT_EQ(info.links, 2U);
    EXPECT_EQ(info.device, (8ULL << 32) + 1);
    EXPECT_EQ(info.modified.time_since_epoch().count(), 1'700'000'000'000'000'005);
}

}  // namespace
}  // namespace weir
