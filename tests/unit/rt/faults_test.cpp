// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "support/fault_driver.hpp"
#include "unit/net/io_test.hpp"

#include <weir/fs/file.hpp>

#include <sys/socket.h>

#include <cerrno>
#include <filesystem>

// What the kernel refuses, shortens, delays and reorders, made repeatable by a driver around the
// real one (docs/design/0012). Each suite is a test of its own for ctest.

namespace weir::faults_test {
namespace {

using namespace std::chrono_literals;
using test::connect_to;
using test::connected_pair;
using test::fault_layer;
using test::patience;
using test::run_io;
using test::scratch_directory;

auto open_descriptors() {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

std::string pattern(std::size_t size) {
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i * 7 % 26);
    return text;
}

task<result<std::string>> receive_all(socket_stream& from) {
    std::string all;
    for (;;) {
        auto data = co_await from.recv();
        if (!data && data.error() == errc::eof) co_return all;
        all += (co_await ok(std::move(data))).view();
    }
}

/// Sends `text` in pieces, then finishes; the other side must get just that.
task<result<void>> transfer(connected_pair& p, const std::string& text) {
    auto send = [&]() -> task<result<void>> {
        buffer_chain gathered;
        for (std::size_t at = 0; at < text.size() / 2; at += 3000)
            gathered.append(buffer::copy_of(
                text.substr(at, std::min<std::size_t>(3000, text.size() / 2 - at))));
        co_await ok(p.client.write(gathered));
        co_await ok(p.client.write(as_bytes(std::string_view(text).substr(text.size() / 2))));
        co_return co_await p.client.shutdown();
    };
    auto [sent, received] = co_await ok(when_all(send(), receive_all(p.server)));
    EXPECT_TRUE(received == text) << received.size();
    co_return {};
}

/// What `count` users send at once is echoed.
task<result<void>> echoes(int count, std::size_t size) {
    listener l = co_await ok(listener::listen(address::loopback(0)));
    const std::string text = pattern(size);
    auto serve = [](socket_stream peer) -> task<result<void>> {
        for (;;) {
            auto data = co_await peer.recv();
            if (!data && data.error() == errc::eof) co_return co_await peer.shutdown();
            const buffer bytes = co_await ok(std::move(data));
            co_await ok(peer.write(bytes.bytes()));
        }
    };
    auto use = [&]() -> task<result<void>> {
        auto peer = co_await ok(socket_stream::connect(l.local_address()));
        auto send = [&]() -> task<result<void>> {
            co_await ok(peer.write(as_bytes(text)));
            co_return co_await peer.shutdown();
        };
        auto [sent, received] = co_await ok(when_all(send(), receive_all(peer)));
        EXPECT_TRUE(received == text) << received.size();
        co_return {};
    };
    co_return co_await with_timeout(patience, with_scope([&](scope& s) -> task<result<void>> {
                                        for (int i = 0; i < count; ++i) s.spawn("user", use);
                                        for (int i = 0; i < count; ++i)
                                            s.spawn("connection", serve,
                                                    (co_await ok(l.accept())).stream);
                                        co_return {};
                                    }));
}

void run_echoes(int count, std::size_t size) {
    run_io([=]() -> task<result<void>> { co_return co_await echoes(count, size); });
}

TEST(faults_emfile, a_listener_waits_and_goes_on) {
    const fault_layer faults({.script = {{.kind = io_kind::accept, .error = EMFILE, .times = 3}}});
    run_io([]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0)));
        auto pair = co_await ok(with_timeout(patience, connect_to(l)));
        EXPECT_EQ(l.stats().backoffs, 3U);
        EXPECT_EQ(l.stats().accepted, 1U);
        co_return co_await transfer(pair, "through");
    });
    EXPECT_EQ(faults.counts().failed, 3U);
}

TEST(faults_emfile, an_open_tells_it_and_the_next_succeeds) {
    const fault_layer faults({.script = {{.kind = io_kind::open, .error = EMFILE}}});
    run_io([]() -> task<result<void>> {
        const auto first = co_await file::open("/proc/self/exe");
        EXPECT_EQ(first.error(), std::errc::too_many_files_open);
        EXPECT_TRUE(co_await file::open("/proc/self/exe"));
        co_return {};
    });
}

TEST(faults_enomem, a_descriptor_that_is_not_adopted_is_closed) {
    const fault_layer faults({.refuse = 1000});
    run_io([]() -> task<result<void>> {
        const auto before = open_descriptors();
        EXPECT_EQ(listener::listen(address::loopback(0)).error(), std::errc::not_enough_memory);
        EXPECT_EQ((co_await socket_stream::connect(address::loopback(1))).error(),
                  std::errc::not_enough_memory);
        EXPECT_EQ((co_await file::open("/proc/self/exe")).error(), std::errc::not_enough_memory);
        EXPECT_EQ(open_descriptors(), before);
        co_return {};
    });
}

TEST(faults_enomem, an_operation_tells_it_and_the_next_succeeds) {
    const fault_layer faults({.script = {{.kind = io_kind::recv, .error = ENOMEM},
                                         {.kind = io_kind::accept, .error = ENOMEM}}});
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(with_timeout(patience, test::make_pair()));
        co_await ok(pair.client.write(as_bytes("x")));
        EXPECT_EQ((co_await pair.server.recv()).error(), std::errc::not_enough_memory);
        EXPECT_EQ((co_await ok(pair.server.recv())).view(), "x");
        co_return {};
    });
    EXPECT_EQ(faults.counts().failed, 2U);
}

TEST(faults_enobufs, a_receive_tells_it_and_loses_no_byte) {
    const fault_layer faults(
        {.script = {{.kind = io_kind::recv, .error = ENOBUFS, .skip = 1, .times = 2}}});
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(with_timeout(patience, test::make_pair()));
        std::string received;
        int failed = 0;
        for (const std::string_view word : {"one ", "two ", "three"}) {
            co_await ok(pair.client.write(as_bytes(word)));
            for (auto data = co_await pair.server.recv();; data = co_await pair.server.recv()) {
                if (data) received += data->view();
                if (data) break;
                EXPECT_EQ(data.error(), std::errc::no_buffer_space);
                ++failed;
            }
        }
        EXPECT_EQ(received, "one two three");
        EXPECT_EQ(failed, 2);
        co_return {};
    });
}

TEST(faults_enobufs, a_failed_send_ends_the_write_side) {
    const fault_layer faults({.script = {{.kind = io_kind::send, .error = ENOBUFS}}});
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(with_timeout(patience, test::make_pair()));
        EXPECT_EQ((co_await pair.client.write(as_bytes("x"))).error(), std::errc::no_buffer_space);
        EXPECT_FALSE(co_await pair.client.write(as_bytes("y"))) << "a hole in the stream";
        co_return {};
    });
}

TEST(faults_ring_full, what_does_not_fit_begins_later_and_in_order) {
    // The smallest queues that the real driver takes, and a queue in front of them that fills up.
    const fault_layer faults(
        {.hold_back = 300, .limits = detail::driver_limits{.ring_entries = 2}});
    run_echoes(100, 5000);
    EXPECT_NE(faults.counts().held_back, 0U);
}

TEST(faults_ring_full, a_stop_ends_what_has_not_begun) {
    const fault_layer faults({.hold_back = 1000, .longest = 1});
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(with_timeout(patience, test::make_pair()));
        const auto late = co_await with_timeout(1ms, pair.server.recv());
        EXPECT_EQ(late.error(), errc::timed_out);
        co_return co_await transfer(pair, "as good as before");
    });
}

TEST(faults_buffers_empty, receives_go_on_without_buffers_of_the_pool) {
    const fault_layer faults({.limits = detail::driver_limits{.lease_count = 1, .lease_size = 64}});
    run_io([]() -> task<result<void>> {
        auto first = co_await ok(with_timeout(patience, test::make_pair()));
        co_await ok(first.client.write(as_bytes("held")));
        const buffer held = co_await ok(first.server.recv());
        co_await ok(echoes(30, 2000));
        EXPECT_EQ(held.view(), "held");
        EXPECT_NE(shard::this_shard()->io().counters().lease_misses, 0U);
        co_return {};
    });
}

TEST(faults_overflow, more_completions_than_the_queue_holds_all_arrive) {
    const fault_layer faults({.limits = detail::driver_limits{.ring_entries = 1}});
    run_io([]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0), {.pending_limit = 300}));
        std::vector<connected_pair> pairs;
        for (int i = 0; i < 200; ++i) pairs.push_back(co_await ok(connect_to(l)));
        int received = 0;
        co_return co_await with_timeout(patience, with_scope([&](scope& s) -> task<result<void>> {
                                            for (connected_pair& p : pairs)
                                                s.spawn("reader", [&]() -> task<result<void>> {
                                                    EXPECT_EQ((co_await ok(p.server.recv())).view(),
                                                              "x");
                                                    if (++received == 200) EXPECT_EQ(s.size(), 1U);
                                                    co_return {};
                                                });
                                            co_await yield();
                                            // All of these arrive before the loop looks again.
                                            for (connected_pair& p : pairs)
                                                EXPECT_EQ(::send(p.client.native(), "x", 1, 0), 1);
                                            co_return {};
                                        }));
    });
}

TEST(faults_interrupted, polls_that_return_early_neither_spin_for_ever_nor_hurry_timers) {
    const fault_layer faults({.interrupt = 900});
    run_io([]() -> task<result<void>> {
        const auto begin = this_task::now();  // from which the sleep counts, too
        co_await ok(sleep_for(20ms));
        EXPECT_GE(clock::now() - begin, 20ms);
        co_return co_await echoes(10, 20'000);
    });
    EXPECT_NE(faults.counts().interrupted, 0U);
}

TEST(faults_interrupted, a_connect_tells_it_and_leaves_nothing) {
    const fault_layer faults({.script = {{.kind = io_kind::connect, .error = EINTR}}});
    run_io([]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0)));
        const auto before = open_descriptors();
        EXPECT_EQ((co_await socket_stream::connect(l.local_address())).error(),
                  std::errc::interrupted);
        co_await ok(sleep_for(1ms));  // closes in the close phase
        EXPECT_EQ(open_descriptors(), before);
        EXPECT_TRUE(co_await connect_to(l));
        co_return {};
    });
}

TEST(faults_short, streams_carry_every_byte_in_order) {
    const fault_layer faults({.shorten = 1000});
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(with_timeout(patience, test::make_pair()));
        co_return co_await transfer(pair, pattern(40'000));
    });
    EXPECT_GE(faults.counts().shortened, 1000U);
}

TEST(faults_short, files_are_written_and_read_whole) {
    const fault_layer faults({.shorten = 1000});
    const scratch_directory directory;
    run_io([&]() -> task<result<void>> {
        const std::string text = pattern(10'000);
        file f = co_await ok(file::open(directory / "f", {.write = true, .create = true}));
        co_await ok(f.write_at(as_bytes(text), 0));
        std::vector<std::byte> back(text.size());
        EXPECT_EQ(co_await ok(f.read_full_at(back, 0)), text.size());
        EXPECT_TRUE(test::text_of(back) == text);
        co_return {};
    });
    EXPECT_GE(faults.counts().shortened, 300U);
}

TEST(faults_reorder, delayed_completions_find_their_operations) {
    const fault_layer faults({.delay = 500, .longest = 10});
    run_echoes(1, 50'000);
    run_echoes(60, 5'000);
    EXPECT_NE(faults.counts().delayed, 0U);
}

TEST(faults_cancel_race, success_that_comes_first_wins_and_no_byte_is_lost) {
    const fault_layer faults({.seed = 5, .delay = 700, .late_cancel = 700});
    run_io([]() -> task<result<void>> {
        auto pair = co_await ok(with_timeout(patience, test::make_pair()));
        const std::string text = pattern(3000);
        int stopped = 0;
        auto send = [&]() -> task<result<void>> {
            for (const char& c : text) {
                co_await ok(pair.client.write(as_bytes({&c, 1})));
                if (this_task::loop().random() % 4 == 0) co_await ok(sleep_for(50us));
            }
            co_return co_await pair.client.shutdown();
        };
        auto receive = [&]() -> task<result<std::string>> {
            std::string all;
            for (;;) {
                auto data = co_await with_timeout(30us, pair.server.recv());
                if (!data && data.error() == errc::timed_out) ++stopped;
                if (!data && data.error() == errc::timed_out) continue;
                if (!data && data.error() == errc::eof) co_return all;
                all += (co_await ok(std::move(data))).view();
            }
        };
        auto [sent, received] = co_await ok(with_timeout(patience, when_all(send(), receive())));
        EXPECT_TRUE(received == text) << received.size();
        EXPECT_NE(stopped, 0);
        co_return {};
    });
    EXPECT_NE(faults.counts().late_cancels, 0U);
}

/// What a fixed program sees under a plan: every result in the order of their arrival.
std::string history(std::uint64_t seed) {
    std::string seen;
    const fault_layer faults(
        {.seed = seed, .fail = 100, .shorten = 300, .hold_back = 100, .delay = 300});
    run_io([&]() -> task<result<void>> {
        const std::string text = pattern(500);
        std::array<std::byte, 100> into{};
        auto file = co_await file::open("/proc/self/exe");
        for (int i = 0; i < 200; ++i) {
            if (!file) file = co_await file::open("/proc/self/exe");
            if (!file) seen += file.error().message() + ";";
            if (!file) continue;
            const auto got = co_await file->read_at(into, 0);
            seen += (got ? std::to_string(*got) : got.error().message()) + ";";
        }
        co_return {};
    });
    return seen + faults.counts().text();
}

TEST(faults_repeatable, the_same_seed_brings_the_same_faults) {
    const std::string first = history(7);
    EXPECT_EQ(history(7), first);
    EXPECT_NE(history(8), first);
}

TEST(faults_random, all_at_once_and_everything_ends_with_nothing_left) {
    const auto before = open_descriptors();
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const fault_layer faults(
            {.seed = seed,
             .fail = 20,
             .shorten = 200,
             .hold_back = 50,
             .delay = 200,
             .late_cancel = 300,
             .interrupt = 100,
             .refuse = 20,
             .limits = detail::driver_limits{.ring_entries = 8, .lease_count = 4}});
        // Whether it succeeds is for the dice to say; that it ends is not.
        static_cast<void>(run([]() -> task<result<void>> { co_return co_await echoes(20, 2000); },
                              {.shards = 1}));
    }
    EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace weir::faults_test
