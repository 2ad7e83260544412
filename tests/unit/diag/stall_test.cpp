// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/diag/stall.hpp>

namespace weir::diag {
namespace {

TEST(stall_record, reads_as_a_sentence_and_two_stacks) {
    stall_record r;
    r.shard = 2;
    r.ended = true;
    r.cause = stall_cause::syscall;
    r.detail = "read(4: pipe:[17])";
    r.culprit = "load_config";
    r.lasted = std::chrono::milliseconds(1500);
    r.cpu = std::chrono::microseconds(100);
    r.stack = {{.function = "read", .module = "/lib/libc.so.6"},
               {.function = "load_config", .file = "config.cpp", .line = 12},
               {.module = "/app", .build_id = "ab12", .address = 0x40, .doubtful = true}};
    r.awaiting = {{.function = "serve", .file = "main.cpp", .line = 3, .task = "worker"}};
    EXPECT_EQ(describe(r),
              "shard 2 stood still for 1500.0 ms (0.1 ms of CPU) in load_config: syscall, "
              "read(4: pipe:[17])\n"
              "    read\n"
              "    load_config (config.cpp:12)\n"
              "    ? /app+0x40 build-id ab12\n"
              "  awaited in serve (main.cpp:3) [task worker]\n");
}

TEST(stall_cause, has_a_name_for_each) {
    EXPECT_STREQ(to_string(stall_cause::cpu), "cpu");
    EXPECT_STREQ(to_string(stall_cause::stopped), "stopped");
}

}  // namespace
}  // namespace weir::diag
