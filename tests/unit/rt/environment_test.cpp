// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/select.hpp"

#include <weir/base/log.hpp>
#include <weir/coro.hpp>
#include <weir/net.hpp>
#include <weir/rt.hpp>

#include <gmock/gmock.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <thread>

// Hosts as they are: io_uring forbidden, little lockable memory, one CPU, clocks that jump, a
// process that is suspended. What cannot be undone happens in a child process.

namespace weir::environment_test {

/// Added to the calendar's clock; the monotonic one cannot jump.
std::atomic<std::int64_t> calendar_jump{0};

}  // namespace weir::environment_test

// Stands in front of the C library's, for the standard library's clocks too.
extern "C" int clock_gettime(clockid_t clock, timespec* now) noexcept {
    const auto outcome = static_cast<int>(::syscall(SYS_clock_gettime, clock, now));
    if (clock == CLOCK_REALTIME) now->tv_sec += weir::environment_test::calendar_jump.load();
    return outcome;
}

namespace weir::environment_test {
namespace {

using namespace std::chrono_literals;

/// Runs `body` in a process of its own; its expectations count. `meanwhile` gets its id.
void in_child(const std::function<void()>& body,
              const std::function<void(pid_t)>& meanwhile = nullptr) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        ::alarm(60);
        ::unsetenv("WEIR_DRIVER");
        body();
        std::fflush(nullptr);
        ::_exit(testing::Test::HasFailure() ? 1 : 0);
    }
    if (meanwhile) meanwhile(child);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

std::vector<std::string>& logged() {
    static std::vector<std::string> lines;
    return lines;
}

/// Two shards that talk over TCP and with each other. Returns the driver's name.
std::string use_everything(runtime_options options = {.shards = 2}) {
    logged().clear();
    set_log_sink([](log_level, std::string_view line) noexcept { logged().emplace_back(line); });
    std::string driver;
    const auto ran = run(
        [&]() -> task<result<void>> {
            shard& here = *shard::this_shard();
            driver = here.driver_name();
            for (unsigned i = 0; i < 100; ++i) {
                shard& other = here.owner().at(i % here.owner().size());
                EXPECT_EQ(co_await ok(call_on(other, [i] { return i; })), i);
            }
            listener l = co_await ok(listener::listen(address::loopback(0)));
            for (int i = 0; i < 20; ++i) {
                auto [client, server] =
                    co_await ok(when_all(socket_stream::connect(l.local_address()), l.accept()));
                co_await ok(client.write(as_bytes("hello")));
                EXPECT_EQ((co_await ok(server.stream.recv())).view(), "hello");
            }
            offload_pool pool({.threads = 3});
            EXPECT_EQ(co_await ok(offload(pool, [] { return 7; })), 7);
            co_return co_await sleep_for(1ms);
        },
        options);
    set_log_sink(nullptr);
    EXPECT_TRUE(ran) << (ran ? "" : ran.error().message());
    return driver;
}

/// Makes the kernel answer a system call with an error, for the rest of the process.
void forbid(long system_call, int error) {
    const auto answer = SECCOMP_RET_ERRNO | static_cast<unsigned>(error);
    std::array<sock_filter, 4> code = {
        sock_filter(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0)),
        sock_filter(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(system_call), 0, 1)),
        sock_filter(BPF_STMT(BPF_RET | BPF_K, answer)),
        sock_filter(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)),
    };
    const sock_fprog program{.len = code.size(), .filter = code.data()};
    ASSERT_EQ(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    ASSERT_EQ(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

TEST(environment_seccomp, io_uring_forbidden_falls_back_and_says_so_in_one_line) {
    for (const long system_call : {SYS_io_uring_setup, SYS_io_uring_enter}) {
        in_child([=] {
            forbid(system_call, EPERM);
            EXPECT_EQ(use_everything(), "epoll");
            EXPECT_THAT(logged(), testing::ElementsAre(testing::AllOf(
                                      testing::HasSubstr("driver: epoll, because io_uring"),
                                      testing::HasSubstr(std::strerror(EPERM)))));
        });
    }
}

TEST(environment_seccomp, io_uring_asked_for_by_name_is_an_error_with_the_reason) {
    in_child([] {
        forbid(SYS_io_uring_setup, EPERM);
        auto main = []() -> task<void> { co_return; };
        const auto ran = run(main, {.shards = 1, .driver = driver_kind::uring});
        EXPECT_EQ(ran.error(), std::errc::operation_not_permitted);
    });
}

// kernel.io_uring_disabled = 2 is the machine's, so the probe's answer is put in its place.
TEST(environment_sysctl, io_uring_disabled_falls_back_and_says_so_in_one_line) {
    in_child([] {
        detail::set_driver_maker(
            [](driver_kind kind, loop_context& loop, const detail::driver_limits& limits,
               offload_pool& files) -> result<std::unique_ptr<detail::driver>> {
                if (kind == driver_kind::uring) return fail_errno(EPERM);
                return detail::make_driver(kind, loop, limits, files);
            });
        EXPECT_EQ(use_everything(), "epoll");
        EXPECT_THAT(logged(), testing::ElementsAre(testing::HasSubstr(std::strerror(EPERM))));
    });
}

TEST(environment_memlock, works_with_64_kib_of_lockable_memory) {
    in_child([] {
        const rlimit little{.rlim_cur = 65536, .rlim_max = 65536};
        ASSERT_EQ(::setrlimit(RLIMIT_MEMLOCK, &little), 0);
        __user_cap_header_struct self{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
        std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
        ASSERT_EQ(::syscall(SYS_capset, &self, none.data()), 0);
        EXPECT_THAT(use_everything(), testing::AnyOf("uring", "epoll"));
    });
}

TEST(environment_one_cpu, more_shards_than_cpus_make_progress) {
    in_child([] {
        cpu_set_t usable;
        ASSERT_EQ(::sched_getaffinity(0, sizeof usable, &usable), 0);
        int cpu = 0;
        while (!CPU_ISSET(cpu, &usable)) ++cpu;
        CPU_ZERO(&usable);
        CPU_SET(cpu, &usable);
        ASSERT_EQ(::sched_setaffinity(0, sizeof usable, &usable), 0);
        EXPECT_EQ(usable_cpus(), 1U);
        use_everything({.shards = 4, .pin = true});
    });
}

TEST(environment_clock, a_jump_of_the_calendar_moves_no_timer) {
    constexpr std::int64_t day = 86'400;
    for (const std::int64_t jump : {day, -day}) {
        const auto ran = run(
            [&]() -> task<result<void>> {
                const time_point begin = this_task::now();
                const auto calendar = shard::this_shard()->wall_time();
                co_await ok(with_scope([&](scope& s) -> task<void> {
                    s.spawn("sleeper", []() -> task<result<void>> {
                        co_return co_await with_timeout(60s, sleep_for(20ms));
                    });
                    co_await yield();
                    calendar_jump += jump;
                }));
                const duration took = this_task::now() - begin;
                EXPECT_GE(took, 20ms);
                EXPECT_LT(took, 50s);
                // The time of day follows, within the second for which it is kept.
                co_await ok(sleep_for(1100ms));
                const auto moved = shard::this_shard()->wall_time() - calendar;
                EXPECT_GT(std::chrono::abs(moved), std::chrono::seconds(day / 2));
                co_return {};
            },
            {.shards = 1});
        calendar_jump = 0;
        EXPECT_TRUE(ran);
    }
}

/// Is suspended for a second by its parent, with one timer due meanwhile and one that repeats.
void be_suspended(int ready) {
    const auto ran = run(
        [&]() -> task<result<void>> {
            const shard_probes& probes = shard::this_shard()->probes();
            int fired = 0;
            int late = 0;
            const time_point begin = this_task::now();
            std::uint64_t turns = 0;
            co_await ok(with_scope([&](scope& s) -> task<void> {
                s.spawn("once", [&]() -> task<result<void>> {
                    co_await ok(sleep_for(500ms));
                    ++fired;
                    co_return {};
                });
                s.spawn("again and again", [&]() -> task<result<void>> {
                    for (int i = 0; i < 10; ++i) {
                        const time_point due = this_task::now() + 50ms;
                        co_await ok(sleep_for(50ms));
                        if (this_task::now() > due + 500ms) ++late;
                    }
                    co_return {};
                });
                turns = probes.turns.load();
                EXPECT_EQ(::write(ready, "x", 1), 1);
                co_return;
            }));
            EXPECT_EQ(fired, 1);
            EXPECT_EQ(late, 1) << "missed periods are not made up for";
            EXPECT_GE(this_task::now() - begin, 1s);
            EXPECT_LT(probes.turns.load() - turns, 200U) << "it spins";
            co_return {};
        },
        {.shards = 1});
    EXPECT_TRUE(ran);
}

TEST(environment_suspended, timers_fire_late_but_once_and_nothing_spins) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    in_child([&] { be_suspended(pipe[1]); },
             [&](pid_t child) {
                 char byte = 0;
                 EXPECT_EQ(::read(pipe[0], &byte, 1), 1);
                 EXPECT_EQ(::kill(child, SIGSTOP), 0);
                 std::this_thread::sleep_for(1s);
                 EXPECT_EQ(::kill(child, SIGCONT), 0);
             });
    ::close(pipe[0]);
    ::close(pipe[1]);
}

}  // namespace
}  // namespace weir::environment_test
