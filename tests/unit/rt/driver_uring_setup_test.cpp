// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/uring/ring.hpp"
#include "support/manual_loop.hpp"
#include "unit/rt/driver_fixture.hpp"

#include <gmock/gmock.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <thread>

// How the io_uring driver is set up, and what it says when it cannot be.

namespace weir::test {
namespace {

using testing::AnyOf;

bool io_uring_is_here() {
    const auto drivers = drivers_to_test();
    return std::ranges::any_of(drivers, [](const driver_case& c) { return c.name[0] == 'u'; });
}

TEST(uring_ring, works_with_every_set_of_flags_that_the_kernel_takes) {
    constexpr unsigned base = IORING_SETUP_CQSIZE | IORING_SETUP_SUBMIT_ALL |
                              IORING_SETUP_COOP_TASKRUN | IORING_SETUP_TASKRUN_FLAG;
    for (const unsigned flags :
         {base | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
          base | IORING_SETUP_SINGLE_ISSUER, base, unsigned{IORING_SETUP_CQSIZE}}) {
        detail::uring::ring ring;
        const auto opened = ring.open_with(8, flags);
        if (!opened && opened.error() != std::errc::invalid_argument)
            GTEST_SKIP() << "no io_uring here: " << opened.error().message();
        EXPECT_TRUE(opened) << "flags " << flags << ": " << opened.error().message();
    }
}

TEST(uring_ring, says_which_flags_the_kernel_refuses) {
    detail::uring::ring ring;
    const auto opened = ring.open_with(8, IORING_SETUP_CQSIZE | IORING_SETUP_DEFER_TASKRUN);
    ASSERT_FALSE(opened);  // needs SINGLE_ISSUER
    EXPECT_THAT(opened.error().value(), AnyOf(EINVAL, EPERM, ENOSYS, ENOMEM));
}

/// What opening a driver says on a thread whose kernel answers `system_call` with `error`.
std::error_code open_refused(long system_call, int error) {
    std::error_code seen;
    std::thread([&] {
        const auto answer = SECCOMP_RET_ERRNO | static_cast<unsigned>(error);
        std::array<sock_filter, 4> code = {
            sock_filter(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0)),
            sock_filter(
                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(system_call), 0, 1)),
            sock_filter(BPF_STMT(BPF_RET | BPF_K, answer)),
            sock_filter(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)),
        };
        const sock_fprog program{.len = code.size(), .filter = code.data()};
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        EXPECT_EQ(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
        test::manual_loop loop;
        offload_pool files;
        const auto made = detail::make_uring_driver(loop, {}, files);
        ASSERT_FALSE(made);
        seen = made.error();
    }).join();
    return seen;
}

TEST(uring_setup, returns_the_reason_when_the_kernel_forbids_it) {
    EXPECT_EQ(open_refused(SYS_io_uring_setup, EPERM), std::errc::operation_not_permitted);
    EXPECT_EQ(open_refused(SYS_io_uring_setup, ENOSYS), std::errc::function_not_supported);
    EXPECT_EQ(open_refused(SYS_io_uring_setup, ENOMEM), std::errc::not_enough_memory);
    EXPECT_EQ(open_refused(SYS_eventfd2, EMFILE), std::errc::too_many_files_open);
}

TEST(uring_setup, notices_that_only_the_later_calls_are_forbidden) {
    if (!io_uring_is_here()) GTEST_SKIP();
    EXPECT_EQ(open_refused(SYS_io_uring_enter, EPERM), std::errc::operation_not_permitted);
    EXPECT_TRUE(open_refused(SYS_io_uring_register, EPERM));
}

/// Runs `body` on a thread that is no superuser's, in a process that may lock `bytes`.
void with_lockable_memory(rlim_t bytes, const std::function<void()>& body) {
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_MEMLOCK, &before), 0);
    const rlimit little{.rlim_cur = std::min(bytes, before.rlim_max), .rlim_max = before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_MEMLOCK, &little), 0);
    std::thread([&] {
        __user_cap_header_struct self{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
        std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
        EXPECT_EQ(syscall(SYS_capset, &self, none.data()), 0);
        body();
    }).join();
    EXPECT_EQ(setrlimit(RLIMIT_MEMLOCK, &before), 0);
}

/// Begins more polls than small queues hold, and expects each to end.
void use(detail::driver& io) {
    auto entry = io.adopt(eventfd(1, EFD_CLOEXEC));
    ASSERT_TRUE(entry);
    std::vector<std::unique_ptr<recorded>> ops;
    for (int i = 0; i < 2000; ++i) {
        ops.push_back(std::make_unique<recorded>(
            io_request{.kind = io_kind::poll, .flags = POLLIN, .entry = *entry}));
        io.start(*ops.back());
    }
    while (io.pending() != 0) io.poll(deadline::never());
    for (const auto& op : ops) ASSERT_EQ(op->results, std::vector{POLLIN});
}

TEST(uring_setup, makes_do_with_little_lockable_memory_or_says_so) {
    if (!io_uring_is_here()) GTEST_SKIP();
    for (const rlim_t bytes : {0U, 1U << 14U, 1U << 16U, 1U << 23U}) {
        with_lockable_memory(bytes, [] {
            test::manual_loop loop;
            offload_pool files;
            const auto made = detail::make_uring_driver(loop, {}, files);
            if (made)
                use(**made);
            else
                EXPECT_EQ(made.error(), std::errc::not_enough_memory);
        });
    }
}

}  // namespace
}  // namespace weir::test
