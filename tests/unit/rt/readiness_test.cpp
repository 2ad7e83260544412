// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/coro.hpp>
#include <weir/rt.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace weir {
namespace {

using namespace std::chrono_literals;

/// A pipe whose ends both belong to the shard.
struct pipe_pair {
    pipe_pair() {
        std::array<int, 2> ends{};
        EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), 0);
        out = io_handle::adopt(ends[0]).value();
        in = io_handle::adopt(ends[1]).value();
    }
    void say() const { EXPECT_EQ(::write(in.native(), "x", 1), 1); }
    [[nodiscard]] ssize_t hear() const {
        std::array<char, 4096> into{};
        return ::read(out.native(), into.data(), into.size());
    }
    /// How many bytes the pipe took until it was full.
    [[nodiscard]] ssize_t fill() const {
        const std::array<char, 4096> page{};
        ssize_t total = 0;
        for (ssize_t n = 0; (n = ::write(in.native(), page.data(), page.size())) > 0;) total += n;
        EXPECT_EQ(errno, EAGAIN);
        return total;
    }
    io_handle out;
    io_handle in;
};

/// Runs the test's body with a limit, so that a lost wake-up fails instead of hanging.
template <class F>
bool holds(F body) {
    return run([&]() -> task<result<void>> { co_return co_await with_timeout(10s, body()); },
               {.shards = 1})
        .has_value();
}

TEST(readiness, readable_once_something_was_written) {
    EXPECT_TRUE(holds([]() -> task<result<void>> {
        pipe_pair p;
        EXPECT_EQ(p.hear(), -1);
        co_return co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("writer", [&]() -> task<void> {
                p.say();
                co_return;
            });
            co_await ok(wait_readable(p.out));
            EXPECT_EQ(p.hear(), 1);
            co_return {};
        });
    }));
}

TEST(readiness, writable_again_once_the_reader_made_room) {
    EXPECT_TRUE(holds([]() -> task<result<void>> {
        pipe_pair p;
        const ssize_t size = p.fill();
        auto full = co_await with_timeout(5ms, wait_writable(p.in));
        EXPECT_EQ(full.error(), errc::timed_out);
        for (ssize_t left = size; left > 0;) left -= p.hear();
        co_await ok(wait_writable(p.in));
        p.say();
        co_return {};
    }));
}

TEST(readiness, a_hang_up_makes_readable_and_the_call_tells) {
    EXPECT_TRUE(holds([]() -> task<result<void>> {
        pipe_pair p;
        p.in.close();
        co_await ok(wait_readable(p.out));
        EXPECT_EQ(p.hear(), 0);
        co_return {};
    }));
}

TEST(readiness, a_stop_ends_the_wait_and_another_may_follow) {
    EXPECT_TRUE(holds([]() -> task<result<void>> {
        pipe_pair p;
        auto none = co_await with_timeout(5ms, wait_readable(p.out));
        EXPECT_EQ(none.error(), errc::timed_out);
        p.say();
        co_await ok(wait_readable(p.out));
        EXPECT_EQ(p.hear(), 1);
        co_return {};
    }));
}

TEST(readiness, closing_the_handle_ends_the_wait) {
    EXPECT_TRUE(holds([]() -> task<result<void>> {
        pipe_pair p;
        co_return co_await with_scope([&](scope& s) -> task<void> {
            s.spawn("waiter", [&]() -> task<void> {
                auto ended = co_await wait_readable(p.out);
                EXPECT_EQ(ended.error(), std::errc::operation_canceled);
            });
            co_await yield();
            p.out.close();
        });
    }));
}

TEST(readiness, a_backtrace_names_what_is_waited_for) {
    static constexpr op_info info{"pipe.read", "proc"};
    EXPECT_TRUE(holds([]() -> task<result<void>> {
        pipe_pair p;
        co_return co_await with_scope([&](scope& s) -> task<void> {
            s.spawn("reader", [&]() -> task<void> {
                static_cast<void>(co_await wait_readable(p.out, info));
            });
            co_await yield();
            EXPECT_NE(format_task_tree(s).find("awaiting pipe.read"), std::string::npos);
            p.say();
        });
    }));
}

}  // namespace
}  // namespace weir
