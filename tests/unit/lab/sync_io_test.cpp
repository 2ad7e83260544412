// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
//
// The run as a whole is tested by tests/integration with the program; here is what ends it early.
#include <weir/lab/sync_io.hpp>
#include <weir/rt/runtime.hpp>

namespace weir::lab {
namespace {

using namespace std::chrono_literals;

sync_io_options short_run() {
    sync_io_options options;
    options.users = {1};
    options.io_delay = 1ms;
    options.step = 100ms;
    options.warmup = 0s;
    return options;
}

report run_with(std::string program) {
    auto found = run(
        [&]() -> task<report> {
            sync_io_hooks hooks;
            hooks.program = program;
            co_return co_await run_sync_io(short_run(), std::move(hooks));
        },
        {.shards = 1});
    return found.value();
}

TEST(sync_io, without_its_program_fails_with_a_sentence) {
    const report found = run_with("/nonexistent/weir");
    EXPECT_THAT(found.failure, testing::HasSubstr("'profile-service' cannot be started"));
    EXPECT_FALSE(found.interrupted);
    EXPECT_EQ(found.users, std::vector<unsigned>{1});
}

TEST(sync_io, with_a_program_that_ends_says_how) {
    EXPECT_THAT(run_with("/bin/false").failure, testing::HasSubstr("exited with 1"));
}

TEST(sync_io, estimates_its_time) {
    sync_io_options options = short_run();
    options.extras = {};
    EXPECT_EQ(estimated_time(options), 600ms) << "six phases of one step";
    options.extras = {extra::cached_reads};
    EXPECT_GT(estimated_time(options), 600ms);
}

}  // namespace
}  // namespace weir::lab
