// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "guard_test.hpp"
#include "support/log_capture.hpp"
#include "support/scratch_directory.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <mutex>
#include <thread>

namespace weir::guard_test {
namespace {

using namespace std::chrono_literals;
using diag::blocking_allowed;

// The header lists which calls may throw; glibc's declarations decide.
#define MAY_THROW(call) static_assert(!noexcept(call))
#define MAY_NOT_THROW(call) static_assert(noexcept(call))
MAY_THROW(::open("", 0));
MAY_THROW(::openat(0, "", 0));
MAY_THROW(::read(0, nullptr, 0));
MAY_THROW(::write(0, nullptr, 0));
MAY_THROW(::pread(0, nullptr, 0, 0));
MAY_THROW(::fsync(0));
MAY_THROW(::connect(0, nullptr, 0));
MAY_THROW(::accept(0, nullptr, nullptr));
MAY_THROW(::recv(0, nullptr, 0, 0));
MAY_THROW(::sleep(0));
MAY_THROW(::nanosleep(nullptr, nullptr));
MAY_THROW(::poll(nullptr, 0, 0));
MAY_THROW(::epoll_wait(0, nullptr, 0, 0));
MAY_THROW(::getaddrinfo("", "", nullptr, nullptr));
MAY_THROW(::waitpid(0, nullptr, 0));
MAY_THROW(::system(""));
MAY_THROW(::fcntl(0, 0));
MAY_THROW(::pthread_join(0, nullptr));
MAY_THROW(::pthread_cond_wait(nullptr, nullptr));
MAY_THROW(::sem_wait(nullptr));
MAY_NOT_THROW(::flock(0, 0));
MAY_NOT_THROW(::sync());
MAY_NOT_THROW(::syscall(0));
MAY_NOT_THROW(::pthread_mutex_lock(nullptr));
MAY_NOT_THROW(::pthread_rwlock_rdlock(nullptr));

class blocking_guard : public guarded {
protected:
    test::scratch_directory directory;
    int file = ::open((directory / "file").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    ~blocking_guard() override { ::close(file); }
};

[[gnu::noinline]] void save(int file) {
    ::fsync(file);
    asm volatile("" ::: "memory");  // no tail call: it must be on the stack
}

TEST_F(blocking_guard, says_who_called_what_in_which_task) {
    on_shard([&] {
        for (int i = 0; i < 3; ++i) save(file);
    });
    const std::vector<guard::culprit> found = guard::culprits();
    ASSERT_EQ(found.size(), 1U) << guard::report();
    const guard::culprit& c = found[0];
    EXPECT_EQ(c.function, "fsync");
    EXPECT_EQ(c.descriptor, file);
    EXPECT_EQ(c.calls, 3U);
    EXPECT_EQ(c.task, "main");
    EXPECT_GT(c.total, 0ns);
    EXPECT_GE(c.total, c.longest);
    const auto begin = reinterpret_cast<std::uintptr_t>(&save);
    EXPECT_GT(c.stack.at(0), begin);
    EXPECT_LT(c.stack.at(0), begin + 200);
    EXPECT_GE(c.stack.size(), 4U);
    EXPECT_FALSE(c.awaiters.empty());
}

TEST_F(blocking_guard, knows_the_chain_of_awaits) {
    auto inner = [&]() -> task<void> {
        co_await yield();
        save(file);
    };
    auto main = [&]() -> task<void> { co_await inner(); };
    EXPECT_TRUE(run(main, {.shards = 1}));
    ASSERT_EQ(guard::culprits().size(), 1U);
    const std::vector<guard::awaiter> chain = guard::culprits()[0].awaiters;
    ASSERT_GE(chain.size(), 2U);
    EXPECT_THAT(chain[0].file, testing::HasSubstr("blocking_guard_test"));
    EXPECT_LT(chain[0].line, chain[1].line);
    EXPECT_THAT(guard::describe(guard::culprits()[0]),
                testing::HasSubstr("blocking_guard_test.cpp:"));
}

TEST_F(blocking_guard, tells_places_apart) {
    on_shard([&] {
        ::fsync(file);
        ::fsync(file);
        ::fdatasync(file);
    });
    EXPECT_EQ(guard::culprits().size(), 3U) << guard::report();
}

TEST_F(blocking_guard, sees_through_a_library_without_frame_pointers) {
    on_shard([&] {
        std::ifstream in(directory / "file");
        std::string line;
        std::getline(in, line);
    });
    EXPECT_EQ(calls_of("fopen"), 1U);
    EXPECT_GE(calls_of("read"), 1U);
    for (const guard::culprit& c : guard::culprits()) EXPECT_GE(c.stack.size(), 4U);
}

TEST_F(blocking_guard, looks_at_posted_functions_and_timers) {
    auto main = [&]() -> task<void> {
        bool ran = false;
        shard::this_shard()->post([&] { save(file), ran = true; });
        while (!ran) co_await yield();
    };
    EXPECT_TRUE(run(main, {.shards = 1}));
    EXPECT_EQ(guard::counts().blocked, 1U);
    EXPECT_EQ(guard::culprits().at(0).task, "");
}

TEST_F(blocking_guard, leaves_a_shard_at_its_work_alone) {
    offload_pool pool({.threads = 1});
    auto main = [&]() -> task<result<void>> {
        for (int i = 0; i < 20; ++i) {
            co_await ok(sleep_for(1ms));
            co_await ok(offload(pool, [&] { save(file); }));
        }
        co_return {};
    };
    EXPECT_TRUE(run(main, {.shards = 2}));
    // A pool has a lock, which a thread of it may hold when it loses the CPU.
    for (const guard::culprit& c : guard::culprits())
        EXPECT_EQ(c.function, "pthread_mutex_lock") << guard::report();
}

TEST_F(blocking_guard, leaves_calls_alone_that_do_not_block) {
    int pair[2];
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair), 0);
    std::mutex mutex;
    char byte = 0;
    on_shard([&] {
        const std::lock_guard free_lock(mutex);
        EXPECT_EQ(::write(pair[0], "xy", 2), 2);
        EXPECT_EQ(::read(pair[1], &byte, 1), 1);
        EXPECT_EQ(::recv(pair[1], &byte, 1, 0), 1);
        pollfd one{pair[0], POLLIN, 0};
        EXPECT_EQ(::poll(&one, 1, 0), 0);
        EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
        const int proc = ::open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
        EXPECT_EQ(::read(proc, &byte, 1), 1);
        ::close(proc);
        const int null = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
        EXPECT_EQ(::write(null, "x", 1), 1);
        ::close(null);
        EXPECT_EQ(::open("/no/such/file", O_RDONLY | O_CLOEXEC), -1);
        EXPECT_EQ(::open((directory / "file").c_str(), O_DIRECTORY | O_RDONLY | O_CLOEXEC), -1);
        EXPECT_EQ(::flock(file, LOCK_EX | LOCK_NB), 0);
        addrinfo hints{};
        hints.ai_flags = AI_NUMERICHOST;
        addrinfo* found = nullptr;
        EXPECT_EQ(::getaddrinfo("127.0.0.1", nullptr, &hints, &found), 0);
        freeaddrinfo(found);
        sem_t one_left;
        sem_init(&one_left, 0, 1);
        EXPECT_EQ(::sem_wait(&one_left), 0);
    });
    ::close(pair[0]);
    ::close(pair[1]);
    EXPECT_EQ(guard::counts().blocked, 0U) << guard::report();
}

TEST_F(blocking_guard, keeps_errno) {
    on_shard([&] {
        errno = EDOM;
        EXPECT_EQ(::fsync(file), 0);
        EXPECT_EQ(errno, EDOM);
        char byte;
        EXPECT_EQ(::read(file, &byte, 1), 0);
        EXPECT_EQ(errno, EDOM);
        EXPECT_EQ(::fsync(-1), -1);
        EXPECT_EQ(errno, EBADF);
    });
}

TEST_F(blocking_guard, warns_with_the_stack_the_first_time_the_second_the_fourth) {
    guard::set_mode(guard::mode::warn);
    const test::log_capture log;
    on_shard([&] {
        for (int i = 0; i < 5; ++i) save(file);
    });
    ASSERT_EQ(log.lines().size(), 3U);
    EXPECT_THAT(log.lines()[0],
                testing::StartsWith("fsync(" + std::to_string(file) + ") may block"));
    EXPECT_THAT(log.lines()[0], testing::HasSubstr("task 'main'"));
    EXPECT_THAT(log.lines()[0], testing::ContainsRegex("\n    at [^\n]*save\\(int\\)"));
    EXPECT_THAT(log.lines()[0], testing::HasSubstr("\n    in coroutine "));
    EXPECT_THAT(log.lines()[0], testing::Not(testing::HasSubstr("weir::v0::shard::")));
}

TEST_F(blocking_guard, raises_before_the_call_is_made) {
    if (!raises) GTEST_SKIP();
    guard::set_mode(guard::mode::raise);
    bool caught = false;
    on_shard([&] {
        try {
            static_cast<void>(::write(file, "x", 1));
        } catch (const diag::blocking_error& e) {
            caught = true;
        }
    });
    EXPECT_TRUE(caught);
    EXPECT_EQ(::lseek(file, 0, SEEK_END), 0);
}

TEST_F(blocking_guard, aborts_in_place_of_raising_where_interceptors_stop_exceptions) {
    if (raises) GTEST_SKIP();
    guard::set_mode(guard::mode::raise);
    EXPECT_DEATH(on_shard([] { ::usleep(0); }), "usleep.. may block");
}

TEST_F(blocking_guard, an_error_that_nobody_catches_ends_the_task) {
    if (!raises) GTEST_SKIP();
    guard::set_mode(guard::mode::raise);
    auto main = [&]() -> task<void> {
        std::this_thread::sleep_for(1h);
        co_return;
    };
    EXPECT_THROW(static_cast<void>(run(main, {.shards = 1})), diag::blocking_error);
}

TEST_F(blocking_guard, aborts_with_the_stack) {
    guard::set_mode(guard::mode::abort);
    EXPECT_DEATH(on_shard([&] { save(file); }),
                 "fsync.* may block: called on shard 0 by task 'main'");
}

TEST_F(blocking_guard, counts_in_a_bounded_table_from_many_shards) {
    auto main = [&]() -> task<result<void>> {
        for (int i = 0; i < 100; ++i) {
            save(file);
            co_await yield();
        }
        co_return {};
    };
    auto everywhere = [&]() -> task<result<void>> {
        runtime& all = shard::this_shard()->owner();
        co_return co_await with_scope([&](scope& s) -> task<void> {
            for (unsigned i = 0; i < all.size(); ++i)
                s.spawn("saver", [&, i]() -> task<result<void>> {
                    co_return co_await call_on(all.at(i), main);
                });
            co_return;
        });
    };
    EXPECT_TRUE(run(everywhere, {.shards = 3}));
    ASSERT_EQ(guard::culprits().size(), 1U) << guard::report();
    EXPECT_EQ(guard::culprits()[0].calls, 300U);
}

TEST_F(blocking_guard, report_names_culprits_and_rules_in_vain) {
    on_shard([&] {
        save(file);
        const blocking_allowed idle("never needed");
    });
    EXPECT_THAT(
        guard::report(),
        testing::AllOf(testing::HasSubstr("1 calls, 0 allowed"), testing::HasSubstr("fsync("),
                       testing::HasSubstr("allowed in vain: \"never needed\"")));
    guard::reset();
    EXPECT_THAT(guard::report(), testing::Not(testing::HasSubstr("fsync(")));
}

class blocking_allowance : public blocking_guard {};

TEST_F(blocking_allowance, covers_what_it_calls_and_no_more) {
    on_shard([&] {
        {
            const blocking_allowed once("a test");
            save(file);
            const blocking_allowed within("another");
            save(file);
        }
        save(file);
    });
    EXPECT_EQ(guard::counts().blocked, 1U);
    EXPECT_EQ(guard::counts().allowed, 2U);
    const std::vector<guard::rule> rules = guard::rules();
    ASSERT_EQ(rules.size(), 2U);
    EXPECT_STREQ(rules[0].reason, "a test");
    EXPECT_EQ(rules[0].fired, 1U);
    EXPECT_EQ(rules[1].fired, 1U);
    EXPECT_THAT(rules[0].at.file_name(), testing::HasSubstr("blocking_guard_test"));
}

TEST_F(blocking_allowance, covers_a_child_task_until_it_is_suspended) {
    auto child = [&](bool wait) -> task<void> {
        save(file);
        if (wait) co_await yield();
        save(file);
    };
    auto main = [&]() -> task<void> {
        const blocking_allowed once("a test");
        co_await child(false);
        co_await child(true);
    };
    const test::log_capture log;
    EXPECT_TRUE(run(main, {.shards = 1}));
    EXPECT_EQ(guard::counts().allowed, 3U);
    EXPECT_EQ(guard::counts().blocked, 1U);
}

TEST_F(blocking_allowance, does_not_leak_into_other_tasks_while_its_own_is_suspended) {
    bool finished = false;
    auto holder = [&]() -> task<void> {
        const blocking_allowed forgotten("kept over an await");
        co_await yield();
        co_await yield();
        finished = true;
    };
    auto other = [&]() -> task<void> {
        while (!finished) {
            save(file);
            co_await yield();
        }
    };
    auto main = [&]() -> task<result<void>> {
        co_return co_await with_scope([&](scope& s) -> task<void> {
            s.spawn("holder", holder);
            s.spawn("other", other);
            co_return;
        });
    };
    const test::log_capture log;
    EXPECT_TRUE(run(main, {.shards = 1}));
    EXPECT_EQ(guard::counts().allowed, 0U);
    EXPECT_GE(guard::counts().blocked, 1U);
    ASSERT_EQ(guard::rules().size(), 1U);
    EXPECT_EQ(guard::rules()[0].crossed, 1U);
    ASSERT_EQ(log.lines().size(), 1U);
    EXPECT_THAT(log.lines()[0], testing::HasSubstr("kept over a suspension"));
}

TEST_F(blocking_allowance, may_end_in_another_order_than_it_began) {
    auto hold = [&](int turns) -> task<void> {
        const blocking_allowed forgotten("kept over awaits");
        for (int i = 0; i < turns; ++i) co_await yield();
        const blocking_allowed fresh("fresh");
        save(file);
    };
    auto main = [&]() -> task<result<void>> {
        co_return co_await with_scope([&](scope& s) -> task<void> {
            for (const int turns : {3, 1, 2, 5, 1}) s.spawn("holder", hold, turns);
            co_return;
        });
    };
    const test::log_capture log;
    EXPECT_TRUE(run(main, {.shards = 1}));
    EXPECT_EQ(guard::counts().allowed, 5U);
    EXPECT_EQ(guard::counts().blocked, 0U);
}

TEST_F(blocking_allowance, does_nothing_while_the_guard_is_off) {
    guard::set_mode(guard::mode::off);
    on_shard([&] { const blocking_allowed idle("a test"); });
    EXPECT_TRUE(guard::rules().empty());
}

TEST_F(blocking_allowance, that_never_fires_is_reported) {
    on_shard([&] {
        const blocking_allowed used("used");
        save(file);
    });
    on_shard([&] { const blocking_allowed idle("not used"); });
    const std::vector<guard::rule> unused = guard::unused_rules();
    ASSERT_EQ(unused.size(), 1U);
    EXPECT_STREQ(unused[0].reason, "not used");
    EXPECT_EQ(unused[0].entered, 1U);
}

}  // namespace
}  // namespace weir::guard_test
