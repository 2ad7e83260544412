// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/watch/stall_facts.hpp"

#include "diag/watch/cgroup_throttle.hpp"
#include "diag/watch/thread_files.hpp"

#include <sys/syscall.h>

namespace weir::diag {
namespace {

constexpr std::uint64_t ms = 1'000'000;

TEST(stall_facts, who_computes_is_cpu) {
    EXPECT_EQ(cause_of({.wall_ns = 100 * ms, .cpu_ns = 95 * ms}), stall_cause::cpu);
    // A file that is cached: many calls, no sleep.
    EXPECT_EQ(cause_of({.wall_ns = 100 * ms, .cpu_ns = 60 * ms, .seen_in_syscall = 3}),
              stall_cause::cpu);
}

TEST(stall_facts, who_sleeps_is_told_by_where_it_was_seen) {
    EXPECT_EQ(cause_of({.wall_ns = 100 * ms, .cpu_ns = ms, .seen_in_syscall = 4}),
              stall_cause::syscall);
    EXPECT_EQ(
        cause_of({.wall_ns = 100 * ms, .cpu_ns = ms, .seen_in_syscall = 4, .seen_in_futex = 4}),
        stall_cause::lock);
    EXPECT_EQ(
        cause_of({.wall_ns = 100 * ms, .cpu_ns = ms, .seen_in_syscall = 4, .seen_in_futex = 1}),
        stall_cause::syscall);
    EXPECT_EQ(cause_of({.wall_ns = 100 * ms, .cpu_ns = ms, .seen_in_fault = 4}),
              stall_cause::page_fault);
    EXPECT_EQ(cause_of({.wall_ns = 100 * ms, .cpu_ns = ms, .major_faults = 2}),
              stall_cause::page_fault);
}

TEST(stall_facts, who_was_only_seen_running_did_not_sleep) {
    // Noticed late: the CPU time of the last tick is not counted yet.
    EXPECT_EQ(cause_of({.wall_ns = 3 * ms, .seen_running = 2}), stall_cause::cpu);
    EXPECT_EQ(cause_of({.wall_ns = 3 * ms, .runnable_ns = ms, .seen_running = 2}),
              stall_cause::starved);
}

TEST(stall_facts, who_is_not_let_is_starved) {
    EXPECT_EQ(cause_of({.wall_ns = 100 * ms, .cpu_ns = 20 * ms, .runnable_ns = 75 * ms}),
              stall_cause::starved);
    EXPECT_EQ(cause_of({.wall_ns = 100 * ms, .cpu_ns = 20 * ms, .throttled_ns = 80 * ms}),
              stall_cause::starved);
    EXPECT_EQ(cause_of({.wall_ns = 100 * ms, .cpu_ns = 60 * ms, .runnable_ns = 40 * ms}),
              stall_cause::cpu);
}

TEST(stall_facts, a_watchdog_that_slept_too_saw_the_process_stopped) {
    const stall_facts stopped{.wall_ns = 300 * ms, .cpu_ns = ms, .watchdog_late_ns = 280 * ms};
    EXPECT_EQ(cause_of(stopped), stall_cause::stopped);
    stall_facts busy = stopped;
    busy.watchdog_runnable_ns = 270 * ms;  // it was late because others ran
    busy.runnable_ns = 290 * ms;
    EXPECT_EQ(cause_of(busy), stall_cause::starved);
    stall_facts throttled = stopped;
    throttled.throttled_ns = 280 * ms;
    EXPECT_EQ(cause_of(throttled), stall_cause::starved);
}

TEST(thread_place, reads_what_the_kernel_writes) {
    const thread_place place =
        parse_place("35 0x7ffd1 0x0 0x3 0x4 0x5 0xffffffffffffffff 0x7ffd2b48 0x7f1c5e\n");
    EXPECT_EQ(place.is, thread_place::kind::in_syscall);
    EXPECT_EQ(place.number, 35);
    EXPECT_EQ(place.arguments[0], 0x7ffd1U);
    EXPECT_EQ(place.arguments[5], UINT64_MAX);
    EXPECT_EQ(place.sp, 0x7ffd2b48U);
    EXPECT_EQ(place.pc, 0x7f1c5eU);
    EXPECT_EQ(parse_place("running\n").is, thread_place::kind::running);
    const thread_place fault = parse_place("-1 0x7ffd 0x55e1\n");
    EXPECT_EQ(fault.is, thread_place::kind::in_fault);
    EXPECT_EQ(fault.sp, 0x7ffdU);
    EXPECT_EQ(parse_place("").is, thread_place::kind::unknown);
    EXPECT_EQ(parse_place("nonsense").is, thread_place::kind::unknown);
}

TEST(thread_files, know_this_thread) {
    const thread_files self(static_cast<int>(syscall(SYS_gettid)));
    EXPECT_GT(self.usage().cpu_ns, 0U);
    EXPECT_EQ(self.place().number, SYS_pread64);  // that is how it is asked
    const thread_files nobody(0);
    EXPECT_EQ(nobody.usage().cpu_ns, 0U);
    EXPECT_EQ(nobody.place().is, thread_place::kind::unknown);
}

TEST(cgroup_throttle, reads_both_versions) {
    EXPECT_EQ(parse_throttled("usage_usec 5\nnr_throttled 2\nthrottled_usec 1500\n"), 1'500'000U);
    EXPECT_EQ(parse_throttled("nr_periods 1\nnr_throttled 1\nthrottled_time 77\n"), 77U);
    EXPECT_EQ(parse_throttled("usage_usec 5\n"), 0U);
}

}  // namespace
}  // namespace weir::diag
