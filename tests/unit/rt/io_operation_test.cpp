// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>
#include <weir/rt.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string_view>

namespace weir {
namespace {

using namespace std::chrono_literals;

constexpr op_info test_info{"test", "net"};

struct recv_operation : io_awaitable<recv_operation> {
    explicit recv_operation(const io_handle& from) noexcept
        : io_awaitable(test_info, {.kind = io_kind::recv, .entry = from.entry()}) {}
    buffer finish(io_completion&& done) noexcept { return std::move(done.data); }
};

/// Both ends of a socket pair: one on the shard, one for the test to use by hand.
struct pair {
    pair() {
        std::array<int, 2> ends{};
        EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
        ours = io_handle::adopt(ends[0]).value();
        theirs = ends[1];
    }
    ~pair() { ::close(theirs); }
    void say(std::string_view text) const {
        EXPECT_EQ(::write(theirs, text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }
    io_handle ours;
    int theirs = -1;
};

TEST(io_awaitable, completes_with_leased_bytes) {
    auto main = []() -> task<result<void>> {
        pair p;
        p.say("hello");
        const buffer data = co_await ok(recv_operation(p.ours));
        EXPECT_EQ(data.view(), "hello");
        co_return {};
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
}

TEST(io_awaitable, a_stop_ends_the_wait_with_its_own_error) {
    auto main = []() -> task<result<void>> {
        pair p;
        auto late = co_await with_timeout(5ms, recv_operation(p.ours));
        EXPECT_EQ(late.error(), errc::timed_out);
        // Nothing was lost, and the handle is as good as before.
        p.say("later");
        EXPECT_EQ((co_await ok(recv_operation(p.ours))).view(), "later");
        co_return {};
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
}

TEST(io_awaitable, begun_after_a_stop_ends_at_once_although_bytes_are_there) {
    auto main = []() -> task<result<void>> {
        pair p;
        p.say("x");
        auto late = co_await with_deadline(deadline(this_task::now()), recv_operation(p.ours));
        EXPECT_EQ(late.error(), errc::timed_out);
        EXPECT_EQ((co_await ok(recv_operation(p.ours))).view(), "x");
        co_return {};
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
}

TEST(io_awaitable, closing_the_handle_ends_what_is_pending) {
    auto main = []() -> task<result<void>> {
        pair p;
        co_return co_await with_scope([&](scope& s) -> task<void> {
            s.spawn("reader", [&]() -> task<void> {
                auto none = co_await recv_operation(p.ours);
                EXPECT_EQ(none.error(), std::errc::operation_canceled);
            });
            co_await yield();
            p.ours.close();
            EXPECT_FALSE(p.ours);
        });
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
}

struct counting_poll : io_operation {
    explicit counting_poll(const io_handle& of) noexcept
        : io_operation(
              test_info,
              {.kind = io_kind::poll, .repeat = true, .flags = POLLIN, .entry = of.entry()},
              [](io_operation& op, io_completion&& done) noexcept {
                  auto& self = static_cast<counting_poll&>(op);
                  if (done.more)
                      ++self.events;
                  else
                      self.ended.set();
              }) {}
    int events = 0;
    event ended;
};

TEST(io_operation, repeats_until_it_is_cancelled) {
    auto main = []() -> task<result<void>> {
        pair p;
        counting_poll watch(p.ours);
        watch.submit();
        for (int round = 1; round <= 3; ++round) {
            p.say("x");
            while (watch.events < round) co_await ok(sleep_for(1ms));
        }
        watch.cancel();
        co_await ok(watch.ended.wait());
        co_return {};
    };
    EXPECT_TRUE(run([&]() -> task<result<void>> { co_return co_await with_timeout(10s, main()); },
                    {.shards = 1}));
}

TEST(io_handle, refuses_a_descriptor_that_is_none) {
    auto main = []() -> task<void> {
        EXPECT_FALSE(io_handle::adopt(-1));
        EXPECT_EQ(io_handle().native(), -1);
        co_return;
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
}

}  // namespace
}  // namespace weir
