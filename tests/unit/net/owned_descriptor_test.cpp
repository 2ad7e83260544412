// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/net/owned_descriptor.hpp>

#include <fcntl.h>
#include <unistd.h>

namespace weir {
namespace {

int open_one() {
    return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

bool is_open(int fd) {
    return ::fcntl(fd, F_GETFD) >= 0;
}

TEST(owned_descriptor, closes_when_destroyed) {
    int fd = -1;
    {
        const owned_descriptor owned(open_one());
        fd = owned.get();
        EXPECT_TRUE(owned);
        EXPECT_TRUE(is_open(fd));
    }
    EXPECT_FALSE(is_open(fd));
}

TEST(owned_descriptor, moves_its_ownership) {
    owned_descriptor first(open_one());
    owned_descriptor second(open_one());
    const int kept = first.get();
    const int replaced = second.get();
    second = std::move(first);
    EXPECT_EQ(second.get(), kept);
    EXPECT_FALSE(is_open(replaced));
    const owned_descriptor third = std::move(second);
    EXPECT_EQ(third.get(), kept);
    EXPECT_TRUE(is_open(kept));
}

TEST(owned_descriptor, release_gives_the_number_away) {
    owned_descriptor owned(open_one());
    const int fd = owned.release();
    EXPECT_FALSE(owned);
    owned.reset();
    EXPECT_TRUE(is_open(fd));
    ::close(fd);
}

}  // namespace
}  // namespace weir
