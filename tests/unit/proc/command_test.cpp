// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "proc_test.hpp"

#include <weir/proc/command.hpp>

namespace weir {
namespace {

using test::patience;
using test::run_io;
using test::shell;

TEST(command, sets_directory_and_environment) {
    run_io([]() -> task<result<void>> {
        command what = shell("pwd; echo $WEIR_TEST");
        what.directory = "/";
        what.environment = {"WEIR_TEST=yes"};
        auto done = co_await ok(with_timeout(patience, run_command(std::move(what))));
        EXPECT_EQ(done.out, "/\nyes\n");
        co_return {};
    });
}

TEST(command, replaces_the_environment) {
    run_io([]() -> task<result<void>> {
        command what{.program = "env", .environment = {"A=1"}, .inherit_environment = false};
        auto done = co_await ok(with_timeout(patience, run_command(std::move(what))));
        EXPECT_EQ(done.out, "A=1\n");
        co_return {};
    });
}

TEST(command, merges_stderr_into_stdout) {
    run_io([]() -> task<result<void>> {
        command what = shell("echo a; echo b >&2");
        what.err = stdio::merge();
        auto done = co_await ok(with_timeout(patience, run_command(std::move(what))));
        EXPECT_EQ(done.out, "a\nb\n");
        EXPECT_EQ(done.err, "");
        co_return {};
    });
}

}  // namespace
}  // namespace weir
