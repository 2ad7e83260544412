// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "io_test.hpp"

#include <weir/base/log.hpp>
#include <weir/net/listener.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>

namespace weir {
namespace {

using test::connect_to;
using test::patience;
using test::run_io;
using test::scratch_directory;
using namespace std::chrono_literals;

/// Limits the descriptors of this process while in scope.
class descriptor_limit {
public:
    explicit descriptor_limit(rlim_t limit) {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const rlimit wanted{.rlim_cur = limit, .rlim_max = before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &wanted);
    }
    descriptor_limit(const descriptor_limit&) = delete;
    descriptor_limit& operator=(const descriptor_limit&) = delete;
    ~descriptor_limit() { ::setrlimit(RLIMIT_NOFILE, &before_); }

private:
    rlimit before_{};
};

int lowest_free_descriptor() {
    const int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::close(fd);
    return fd;
}

TEST(listener, takes_a_free_port) {
    run_io([]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0)));
        EXPECT_NE(l.local_address().port(), 0);
        EXPECT_EQ(l.local_address().host(), "127.0.0.1");
        listener any = co_await ok(listener::listen(address::any(0)));
        EXPECT_NE(any.local_address().port(), l.local_address().port());
        co_return {};
    });
}

TEST(listener, tells_who_connected) {
    run_io([]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0)));
        auto [client, server] =
            co_await ok(when_all(socket_stream::connect(l.local_address()), l.accept()));
        EXPECT_EQ(server.peer, client.local_address());
        EXPECT_EQ(l.stats().accepted, 1U);
        co_return {};
    });
}

TEST(listener, refuses_a_port_in_use_and_no_address) {
    run_io([]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0)));
        EXPECT_EQ(listener::listen(l.local_address()).error(), std::errc::address_in_use);
        EXPECT_EQ(listener::listen(address()).error(), errc::bad_argument);
        const auto foreign = address::ip("192.0.2.1", 0).value();
        EXPECT_EQ(listener::listen(foreign).error(), std::errc::address_not_available);
        co_return {};
    });
}

TEST(listener, shares_a_port_when_asked_to) {
    run_io([]() -> task<result<void>> {
        const listen_options shared{.reuse_port = true};
        listener a = co_await ok(listener::listen(address::loopback(0), shared));
        listener b = co_await ok(listener::listen(a.local_address(), shared));
        EXPECT_EQ(a.local_address(), b.local_address());
        co_return {};
    });
}

TEST(listener, accept_obeys_deadline_and_stop) {
    run_io([]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0)));
        EXPECT_EQ((co_await with_timeout(10ms, l.accept())).error(), errc::timed_out);
        auto raced = co_await ok(when_any(l.accept(), sleep_for(5ms)));
        EXPECT_EQ(raced.index(), 1U);
        // Nothing was lost by that.
        co_await ok(with_timeout(patience, connect_to(l)));
        co_return {};
    });
}

TEST(listener, close_ends_accepts_and_refuses_connections) {
    run_io([]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0)));
        const address at = l.local_address();
        auto [error, closed] = co_await when_all(
            [](listener& from) -> task<std::error_code> {
                co_return (co_await from.accept()).error();
            }(l),
            [](listener& from) -> task<void> {
                static_cast<void>(co_await sleep_for(5ms));
                from.close();
            }(l));
        EXPECT_EQ(error, errc::closed);
        EXPECT_EQ((co_await l.accept()).error(), errc::closed);
        co_await ok(sleep_for(1ms));
        EXPECT_EQ((co_await socket_stream::connect(at)).error(), std::errc::connection_refused);
        l.close();
        co_return {};
    });
}

TEST(listener, accepts_a_thousand_connections_at_once) {
    run_io([]() -> task<result<void>> {
        constexpr int count = 1000;
        listener l = co_await ok(listener::listen(address::loopback(0)));
        int echoed = 0;
        const auto serve = [](socket_stream s) -> task<result<void>> {
            buffer data = co_await ok(s.recv());
            co_return co_await s.write(data.bytes());
        };
        const auto ask = [&](int number) -> task<result<void>> {
            socket_stream s = co_await ok(socket_stream::connect(l.local_address()));
            const std::string question = std::to_string(number);
            co_await ok(s.write(as_bytes(question)));
            echoed += (co_await ok(s.recv())).view() == question ? 1 : 0;
            co_return {};
        };
        co_await ok(with_timeout(patience, with_scope([&](scope& s) -> task<result<void>> {
                                     for (int i = 0; i < count; ++i) s.spawn("client", ask, i);
                                     for (int i = 0; i < count; ++i)
                                         s.spawn("server", serve, (co_await ok(l.accept())).stream);
                                     co_return {};
                                 })));
        EXPECT_EQ(echoed, count);
        EXPECT_EQ(l.stats().accepted, 1000U);
        co_return {};
    });
}

TEST(listener, holds_no_more_than_its_limit_and_loses_nothing) {
    run_io([]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0), {.pending_limit = 4}));
        std::vector<socket_stream> clients;
        co_await ok(connect_to(l));  // the driver accepts from here on
        for (int i = 0; i < 64; ++i) {
            clients.push_back(co_await ok(socket_stream::connect(l.local_address())));
            if (i % 8 == 0) co_await ok(sleep_for(1ms));
        }
        // The kernel may hand over a burst before it hears of the pause.
        EXPECT_LE(l.stats().pending, 64U / 2);
        int got = 0;
        while (co_await with_timeout(got == 64 ? 10ms : patience, l.accept())) ++got;
        EXPECT_EQ(got, 64);
        co_return {};
    });
}

TEST(listener, a_long_queue_does_not_starve_others) {
    run_io([]() -> task<result<void>> {
        constexpr int count = 3 * loop_context::step_budget;
        listener l = co_await ok(listener::listen(address::loopback(0), {.pending_limit = count}));
        std::vector<socket_stream> clients;
        co_await ok(connect_to(l));
        for (int i = 0; i < count; ++i)
            clients.push_back(co_await ok(socket_stream::connect(l.local_address())));
        while (l.stats().pending < count) co_await ok(sleep_for(1ms));
        const std::uint64_t before = this_task::loop().steps();
        for (int i = 0; i < count; ++i) co_await ok(l.accept());
        EXPECT_GE(this_task::loop().steps() - before, 2U);
        co_return {};
    });
}

TEST(listener, tasks_that_accept_take_turns) {
    run_io([]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0)));
        std::array<int, 4> taken{};
        co_await ok(with_scope([&](scope& s) -> task<result<void>> {
            for (int& mine : taken)
                s.spawn("acceptor", [&l, &mine]() -> task<result<void>> {
                    while (mine < 8) {
                        co_await ok(l.accept());
                        ++mine;
                    }
                    co_return {};
                });
            for (int i = 0; i < 32; ++i) co_await ok(socket_stream::connect(l.local_address()));
            co_return {};
        }));
        EXPECT_THAT(taken, testing::Each(8));
        co_return {};
    });
}

std::atomic<int> complaints{0};

void count_complaints(log_level level, std::string_view line) noexcept {
    if (level == log_level::warning && line.find("cannot accept") != std::string_view::npos)
        ++complaints;
}

TEST(listener, survives_running_out_of_descriptors) {
    complaints = 0;
    set_log_sink(&count_complaints);
    run_io([]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0)));
        // The backlog takes the connection. io_uring notes the limit when an accept begins.
        const auto client = co_await ok(socket_stream::connect(l.local_address()));
        {
            const descriptor_limit none_free(static_cast<rlim_t>(lowest_free_descriptor()));
            EXPECT_EQ((co_await with_timeout(60ms, l.accept())).error(), errc::timed_out);
        }
        EXPECT_GE(l.stats().backoffs, 2U);
        EXPECT_LE(l.stats().backoffs, 12U);  // 5, 10, 20, 40 ms...: it does not spin
        co_await ok(with_timeout(patience, l.accept()));
        co_await ok(with_timeout(patience, connect_to(l)));
        co_return {};
    });
    set_log_sink(nullptr);
    EXPECT_EQ(complaints, 1);
}

TEST(listener, replaces_the_file_of_a_dead_unix_listener) {
    const scratch_directory scratch;
    const address at = address::unix_path(scratch / "s").value();
    run_io([&]() -> task<result<void>> {
        // One that ended without removing its file.
        auto dead = owned_descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        EXPECT_EQ(::bind(dead.get(), at.native(), static_cast<socklen_t>(at.native_size())), 0);
        dead.reset();
        EXPECT_TRUE(std::filesystem::exists(scratch / "s"));
        listener l = co_await ok(listener::listen(at));
        co_await ok(with_timeout(patience, connect_to(l)));
        // Now somebody does listen there.
        EXPECT_EQ(listener::listen(at).error(), std::errc::address_in_use);
        co_await ok(with_timeout(patience, connect_to(l)));
        l.close();
        EXPECT_FALSE(std::filesystem::exists(scratch / "s"));
        co_return {};
    });
}

TEST(listener, leaves_files_alone_that_are_not_its_own) {
    const scratch_directory scratch;
    std::ofstream(scratch / "file") << "data";
    run_io([&]() -> task<result<void>> {
        const address occupied = address::unix_path(scratch / "file").value();
        EXPECT_EQ(listener::listen(occupied).error(), std::errc::address_in_use);
        EXPECT_TRUE(std::filesystem::exists(scratch / "file"));
        {
            listener l = co_await ok(listener::listen(address::unix_path(scratch / "s").value()));
            std::filesystem::remove(scratch / "s");
            std::ofstream(scratch / "s") << "somebody else's";
        }
        EXPECT_TRUE(std::filesystem::exists(scratch / "s"));
        co_return {};
    });
}

TEST(listener, drops_what_nobody_accepted) {
    run_io([]() -> task<result<void>> {
        std::optional<socket_stream> left;
        {
            listener l = co_await ok(listener::listen(address::loopback(0)));
            co_await ok(connect_to(l));
            left = co_await ok(socket_stream::connect(l.local_address()));
            co_await ok(sleep_for(5ms));
        }
        const auto got = co_await with_timeout(patience, left->recv());
        EXPECT_TRUE(got.error() == errc::eof || got.error() == std::errc::connection_reset);
        co_return {};
    });
}

TEST(listener, hands_out_descriptors_for_others) {
    run_io([]() -> task<result<void>> {
        listener l = co_await ok(listener::listen(address::loopback(0)));
        auto [client, descriptor] =
            co_await ok(when_all(socket_stream::connect(l.local_address()), l.accept_descriptor()));
        auto server = co_await ok(socket_stream::adopt(std::move(descriptor)));
        co_await ok(client.write(as_bytes("x")));
        EXPECT_EQ((co_await ok(server.recv())).view(), "x");
        co_return {};
    });
}

}  // namespace
}  // namespace weir
