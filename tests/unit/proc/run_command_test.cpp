// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "proc_test.hpp"

#include <weir/proc/run_command.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace weir {
namespace {

using test::patience;
using test::run_io;
using test::run_shell;
using namespace std::chrono_literals;

TEST(run_command, sends_a_mebibyte_through_cat) {
    run_io([]() -> task<result<void>> {
        std::string sent(1 << 20, '\0');
        for (std::size_t i = 0; i < sent.size(); ++i) sent[i] = static_cast<char>(i * 7 + i / 251);
        auto done = co_await ok(run_shell("cat", sent));
        EXPECT_TRUE(done.out == sent);
        EXPECT_TRUE(done.status.success());
        EXPECT_FALSE(done.truncated);
        co_return {};
    });
}

TEST(run_command, tells_codes_signals_and_errors_apart) {
    run_io([]() -> task<result<void>> {
        auto coded = co_await ok(run_shell("echo oh >&2; exit 3"));
        EXPECT_EQ(coded.status, exit_status{.code = 3});
        EXPECT_EQ(coded.err, "oh\n");
        EXPECT_EQ((co_await ok(run_shell("kill -TERM $$"))).status.shell_code(), 128 + 15);
        auto missing = co_await run_command({.program = "weir-no-such-program"});
        EXPECT_EQ(missing.error(), std::errc::no_such_file_or_directory);
        co_return {};
    });
}

TEST(run_command, cuts_the_output_at_the_limit) {
    run_io([]() -> task<result<void>> {
        auto done = co_await ok(run_shell("echo 123456", {}, {.output_bytes = 3}));
        EXPECT_EQ(done.out, "123");
        EXPECT_TRUE(done.truncated);
        co_return {};
    });
}

TEST(run_command, survives_a_command_that_reads_nothing) {
    run_io([]() -> task<result<void>> {
        auto done = co_await ok(run_shell("exit 4", std::string(1 << 20, 'x')));
        EXPECT_EQ(done.status.code, 4);
        co_return {};
    });
}

TEST(run_command, kills_and_reaps_at_the_deadline) {
    run_io([]() -> task<result<void>> {
        auto late = co_await with_timeout(20ms, run_command({.program = "sleep", .args = {"100"}}));
        EXPECT_EQ(late.error(), errc::timed_out);
        siginfo_t info{};
        EXPECT_EQ(::waitid(P_ALL, 0, &info, WEXITED | WNOHANG), -1);
        EXPECT_EQ(errno, ECHILD);
        co_return {};
    });
}

task<result<void>> give_up() {
    co_await ok(sleep_for(5ms));
    co_return fail(errc::unavailable);
}

TEST(run_command, kills_and_reaps_when_stopped) {
    run_io([]() -> task<result<void>> {
        auto outcome = co_await with_timeout(
            patience, when_all(run_command({.program = "sleep", .args = {"100"}}), give_up()));
        EXPECT_EQ(outcome.error(), errc::unavailable);
        EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
        EXPECT_EQ(errno, ECHILD);
        co_return {};
    });
}

TEST(run_command, gives_the_child_no_other_descriptors) {
    run_io([]() -> task<result<void>> {
        const owned_descriptor leaky(::dup(0));
        auto done = co_await ok(run_shell("ls /proc/$$/fd; :"));
        EXPECT_EQ(done.out, "0\n1\n2\n");
        co_return {};
    });
}

}  // namespace
}  // namespace weir
