// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "io_test.hpp"

#include <weir/net/datagram_batch.hpp>

namespace weir {
namespace {

using test::patience;
using test::run_io;
using test::text_of;

TEST(datagram_batch, is_empty_at_first) {
    const datagram_batch batch(8, 100);
    EXPECT_EQ(batch.size(), 0U);
    EXPECT_EQ(batch.capacity(), 8U);
}

TEST(datagram_batch, is_filled_again_and_again_also_when_moved) {
    run_io([]() -> task<result<void>> {
        udp_socket s = co_await ok(udp_socket::bind(address::loopback(0)));
        datagram_batch batch(4, 4);
        for (const std::string text : {"one", "two"}) {
            co_await ok(s.send_to(as_bytes(text), s.local_address()));
            EXPECT_EQ(co_await ok(with_timeout(patience, s.recv_batch(batch))), 1U);
            datagram_batch moved = std::move(batch);
            EXPECT_EQ(text_of(moved[0].bytes), text);
            EXPECT_EQ(moved[0].from, s.local_address());
            batch = std::move(moved);
        }
        co_return {};
    });
}

TEST(datagram_batch, wrong_numbers_are_fatal) {
    testing::GTEST_FLAG(death_test_style) = "threadsafe";
    EXPECT_DEATH(datagram_batch(0, 1), "1 to 64");
    EXPECT_DEATH(datagram_batch(65, 1), "1 to 64");
    EXPECT_DEATH(datagram_batch(1, 0), "no room");
    EXPECT_DEATH(static_cast<void>(datagram_batch(1, 1)[0]), "beyond its end");
}

}  // namespace
}  // namespace weir
