// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "io_test.hpp"

#include <weir/net/resolve.hpp>

namespace weir {
namespace {

using test::patience;
using test::run_io;
using namespace std::chrono_literals;

TEST(resolve, answers_numeric_hosts_at_once) {
    run_io([]() -> task<result<void>> {
        const auto four = co_await ok(resolve("192.0.2.7", 80));
        EXPECT_THAT(four, testing::ElementsAre(address::ip("192.0.2.7", 80).value()));
        const auto six = co_await ok(resolve("::1", 443));
        EXPECT_THAT(six, testing::ElementsAre(address::ip("::1", 443).value()));
        co_return {};
    });
}

TEST(resolve, finds_localhost) {
    run_io([]() -> task<result<void>> {
        const auto found = co_await ok(with_timeout(patience, resolve("localhost", 80)));
        EXPECT_THAT(found, testing::Contains(address::loopback(80)));
        co_return {};
    });
}

TEST(resolve, says_that_a_name_does_not_exist) {
    run_io([]() -> task<result<void>> {
        const auto missing = co_await with_timeout(patience, resolve("no-such-host.invalid", 80));
        // Without a name server there is nobody to know it.
        EXPECT_TRUE(missing.error() == net_errc::host_not_found ||
                    missing.error() == net_errc::name_server_failed)
            << missing.error().message();
        co_return {};
    });
}

TEST(resolve, refuses_what_can_be_no_name) {
    run_io([]() -> task<result<void>> {
        for (const std::string& name :
             {std::string(), std::string(300, 'a'), std::string("a\0b", 3)})
            EXPECT_EQ((co_await resolve(name, 80)).error(), net_errc::host_not_found);
        co_return {};
    });
}

TEST(resolve, a_stopped_caller_does_not_wait) {
    run_io([]() -> task<result<void>> {
        // Whether the lookup has begun or not, and whatever becomes of it.
        for (int i = 0; i < 20; ++i) {
            const auto raced =
                co_await when_any(resolve("host-" + std::to_string(i) + ".invalid", 80), yield());
            EXPECT_EQ(raced->index(), 1U);
        }
        const auto late =
            co_await with_deadline(deadline(this_task::now()), resolve("localhost", 80));
        EXPECT_EQ(late.error(), errc::timed_out);
        co_return {};
    });
}

TEST(resolve, serves_many_callers_within_its_bounds) {
    run_io([]() -> task<result<void>> {
        int found = 0;
        int refused = 0;
        co_await ok(with_scope([&](scope& s) -> task<void> {
            for (int i = 0; i < 400; ++i)
                s.spawn("lookup", [&]() -> task<void> {
                    const auto one = co_await resolve("localhost", 80);
                    if (one)
                        ++found;
                    else if (one.error() == errc::queue_full)
                        ++refused;
                });
            co_return;
        }));
        EXPECT_EQ(found + refused, 400);
        EXPECT_GE(found, 256);
        co_return {};
    });
}

TEST(connect_any, tries_one_address_after_the_other) {
    run_io([]() -> task<result<void>> {
        // localhost is ::1 first on many machines, and only 127.0.0.1 listens.
        listener l = co_await ok(listener::listen(address::loopback(0)));
        const std::uint16_t port = l.local_address().port();
        auto [client, server] = co_await ok(
            with_timeout(patience, when_all(connect_any("localhost", port), l.accept())));
        EXPECT_EQ(client.peer_address(), l.local_address());
        co_return {};
    });
}

TEST(connect_any, tells_the_last_error) {
    run_io([]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0)));
        const std::uint16_t port = l.local_address().port();
        l.close();
        co_await ok(sleep_for(1ms));
        const auto refused = co_await with_timeout(patience, connect_any("127.0.0.1", port));
        EXPECT_EQ(refused.error(), std::errc::connection_refused);
        EXPECT_EQ((co_await connect_any("", port)).error(), net_errc::host_not_found);
        co_return {};
    });
}

}  // namespace
}  // namespace weir
