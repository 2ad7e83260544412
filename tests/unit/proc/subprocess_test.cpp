// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "proc_test.hpp"

#include <weir/proc/subprocess.hpp>

#include <signal.h>
#include <sys/wait.h>

#include <cerrno>
#include <vector>

namespace weir {
namespace {

using test::patience;
using test::run_io;
using test::shell;
using namespace std::chrono_literals;

command sleeper() {
    return {.program = "sleep", .args = {"100"}};
}

bool is_gone(pid_t pid) {
    return ::kill(pid, 0) != 0 && errno == ESRCH;
}

TEST(subprocess, may_be_waited_for_again) {
    run_io([]() -> task<result<void>> {
        subprocess child = co_await ok(subprocess::spawn(sleeper()));
        auto late = co_await with_timeout(1ms, child.wait());
        EXPECT_EQ(late.error(), errc::timed_out);
        co_await ok(child.signal(SIGTERM));
        const exit_status status = co_await ok(with_timeout(patience, child.wait()));
        EXPECT_EQ(status, exit_status{.signal = SIGTERM});
        EXPECT_EQ(co_await ok(child.wait()), status);
        EXPECT_FALSE(child.signal(SIGTERM));
        co_return {};
    });
}

TEST(subprocess, stop_kills_who_ignores_sigterm) {
    run_io([]() -> task<result<void>> {
        command deaf = shell("trap '' TERM; echo ready; while :; do sleep 100; done");
        deaf.out = stdio::piped();
        deaf.new_group = true;
        subprocess child = co_await ok(subprocess::spawn(std::move(deaf)));
        co_await ok(with_timeout(patience, child.out().recv()));
        EXPECT_EQ((co_await ok(child.stop(20ms))).signal, SIGKILL);
        auto end = co_await with_timeout(patience, child.out().recv());
        EXPECT_EQ(end.error(), errc::eof);  // the sleep of its group ended too
        co_return {};
    });
}

TEST(subprocess, does_not_outlive_its_owner) {
    run_io([]() -> task<result<void>> {
        pid_t pid = 0;
        {
            subprocess child = co_await ok(subprocess::spawn(sleeper()));
            pid = child.pid();
            EXPECT_FALSE(is_gone(pid));
        }
        EXPECT_TRUE(is_gone(pid));
        co_return {};
    });
}

TEST(subprocess, takes_its_group_along_when_the_leader_has_ended) {
    run_io([]() -> task<result<void>> {
        command parent = shell("sleep 100 & exit 0");
        parent.out = stdio::piped();
        parent.new_group = true;
        pipe_stream out;
        {
            subprocess child = co_await ok(subprocess::spawn(std::move(parent)));
            out = std::move(child.out());
            siginfo_t info{};
            const auto id = static_cast<id_t>(child.pid());
            EXPECT_EQ(::waitid(P_PID, id, &info, WEXITED | WNOWAIT), 0);
        }
        auto end = co_await with_timeout(patience, out.recv());
        EXPECT_EQ(end.error(), errc::eof);
        co_return {};
    });
}

TEST(subprocess, runs_many_at_once) {
    run_io([]() -> task<result<void>> {
        std::vector<subprocess> children;
        for (int i = 0; i < 50; ++i)
            children.push_back(co_await ok(subprocess::spawn(shell("exit " + std::to_string(i)))));
        for (int i = 0; i < 50; ++i) {
            auto status =
                co_await ok(with_timeout(patience, children[static_cast<std::size_t>(i)].wait()));
            EXPECT_EQ(status.code, i);
        }
        co_return {};
    });
}

}  // namespace
}  // namespace weir
