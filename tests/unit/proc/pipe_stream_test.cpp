// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "proc_test.hpp"

#include <weir/proc/pipe_stream.hpp>

namespace weir {
namespace {

using test::patience;
using test::run_io;
using namespace std::chrono_literals;

TEST(pipe_stream, carries_bytes_to_the_end) {
    run_io([]() -> task<result<void>> {
        auto [from, to] = co_await ok(pipe_stream::make_pair());
        co_await ok(to.write(as_bytes("hello")));
        EXPECT_EQ((co_await ok(from.recv())).view(), "hello");
        co_await ok(to.shutdown());
        auto end = co_await with_timeout(patience, from.recv());
        EXPECT_EQ(end.error(), errc::eof);
        co_return {};
    });
}

TEST(pipe_stream, reports_a_broken_pipe_and_lives) {
    run_io([]() -> task<result<void>> {
        auto ends = co_await ok(pipe_stream::make_pair());
        ends.first = pipe_stream();
        co_await ok(sleep_for(1ms));  // a descriptor closes in the loop's close phase
        auto written = co_await ends.second.write(as_bytes("x"));
        EXPECT_EQ(written.error(), std::errc::broken_pipe);
        co_return {};
    });
}

TEST(pipe_stream, loses_nothing_when_a_read_is_stopped) {
    run_io([]() -> task<result<void>> {
        auto [from, to] = co_await ok(pipe_stream::make_pair());
        auto late = co_await with_timeout(1ms, from.recv());
        EXPECT_EQ(late.error(), errc::timed_out);
        co_await ok(to.write(as_bytes("kept")));
        EXPECT_EQ((co_await ok(from.recv())).view(), "kept");
        co_return {};
    });
}

task<result<void>> close_it(pipe_stream& s) {
    co_await yield();
    s.close();
    co_return {};
}

task<result<void>> expect_closed(pipe_stream& s) {
    auto data = co_await s.recv();
    EXPECT_FALSE(data);
    if (!data) EXPECT_EQ(data.error(), errc::closed);
    co_return {};
}

TEST(pipe_stream, close_ends_a_reader) {
    run_io([]() -> task<result<void>> {
        auto ends = co_await ok(pipe_stream::make_pair());
        co_await ok(
            with_timeout(patience, when_all(expect_closed(ends.first), close_it(ends.first))));
        co_return {};
    });
}

TEST(pipe_stream, sends_a_chain) {
    run_io([]() -> task<result<void>> {
        auto [from, to] = co_await ok(pipe_stream::make_pair());
        buffer_chain chain;
        chain.append(buffer::copy_of("ab"));
        chain.append(buffer::copy_of("cd"));
        co_await ok(to.write(chain));
        EXPECT_TRUE(chain.empty());
        EXPECT_EQ((co_await ok(from.recv())).view(), "abcd");
        co_return {};
    });
}

}  // namespace
}  // namespace weir
