// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/uring/ring.hpp"

#include <weir/base/fatal.hpp>

#include <array>
#include <cerrno>
#include <new>

namespace weir::inline v0::detail::uring {
namespace {

// What the kernel defers is run when we ask for completions, not by interrupting us, and it sets a
// flag in the shared memory when there is something to run. SUBMIT_ALL: an entry that is refused
// does not hold back those behind it.
constexpr unsigned common_flags = IORING_SETUP_CLAMP | IORING_SETUP_CQSIZE |
                                  IORING_SETUP_SUBMIT_ALL | IORING_SETUP_COOP_TASKRUN |
                                  IORING_SETUP_TASKRUN_FLAG;

// Best first. Never SQPOLL: its thread competes with the shard for the core.
constexpr std::array<unsigned, 3> ladder = {
    common_flags | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,  // 6.1
    common_flags | IORING_SETUP_SINGLE_ISSUER,                               // 6.0
    common_flags,                                                            // 5.19
};

constexpr unsigned needed_features = IORING_FEAT_NODROP | IORING_FEAT_SUBMIT_STABLE |
                                     IORING_FEAT_RW_CUR_POS | IORING_FEAT_FAST_POLL |
                                     IORING_FEAT_EXT_ARG | IORING_FEAT_CQE_SKIP;

// SOCKET is not used: it came with 5.19, as did multishot accept and cancelling by more than
// user_data, which have no opcode of their own to ask for.
constexpr std::array needed_opcodes = {
    IORING_OP_ACCEPT,   IORING_OP_CONNECT,      IORING_OP_RECV,    IORING_OP_SEND,
    IORING_OP_SENDMSG,  IORING_OP_POLL_ADD,     IORING_OP_OPENAT,  IORING_OP_READ,
    IORING_OP_WRITE,    IORING_OP_FSYNC,        IORING_OP_STATX,   IORING_OP_RENAMEAT,
    IORING_OP_UNLINKAT, IORING_OP_ASYNC_CANCEL, IORING_OP_MKDIRAT, IORING_OP_SOCKET,
};

std::error_code too_old() noexcept {
    return std::make_error_code(std::errc::function_not_supported);
}

result<void> check_opcodes(io_uring& ring) noexcept {
    const std::unique_ptr<io_uring_probe, decltype(&io_uring_free_probe)> probe(
        io_uring_get_probe_ring(&ring), &io_uring_free_probe);
    if (!probe) return fail(too_old());
    for (const auto opcode : needed_opcodes)
        if (io_uring_opcode_supported(probe.get(), opcode) == 0) return fail(too_old());
    return {};
}

// A seccomp filter may allow the set-up and forbid the rest.
result<void> run_nop(io_uring& ring) noexcept {
    io_uring_prep_nop(io_uring_get_sqe(&ring));
    if (const int r = io_uring_submit_and_wait(&ring, 1); r < 0) return fail_errno(-r);
    io_uring_cqe* cqe = nullptr;
    if (const int r = io_uring_peek_cqe(&ring, &cqe); r < 0) return fail_errno(-r);
    const int outcome = cqe->res;
    io_uring_cqe_seen(&ring, cqe);
    if (outcome < 0) return fail_errno(-outcome);
    return {};
}

// Short of memory, interrupted or timed out: what was not handed over is handed over next time.
void expect_passing(int r) noexcept {
    if (r >= 0) return;
    switch (-r) {
        case ETIME:
        case EINTR:
        case EAGAIN:
        case EBUSY:  // completions wait for room (before 6.0)
        case ENOMEM:
            return;
        case EBADR:
            fatal("the kernel had no memory to keep a completion (io_uring, EBADR)");
        case EEXIST:
            fatal("an io_uring driver was used outside of its shard's thread");
        default:
            fatal("io_uring_enter failed: " + std::generic_category().message(-r));
    }
}

}  // namespace

ring::~ring() {
    close();
}

void ring::close() noexcept {
    if (open_) io_uring_queue_exit(&ring_);
    open_ = false;
}

result<void> ring::open(unsigned entries) noexcept {
    result<void> outcome;
    for (const unsigned flags : ladder) {
        outcome = open_with(entries, flags);
        if (outcome || outcome.error() != std::errc::invalid_argument) break;
    }
    return outcome;
}

result<void> ring::open_with(unsigned entries, unsigned flags) noexcept {
    close();
    io_uring_params params{};
    params.flags = flags;
    params.cq_entries = entries * 4;
    if (const int r = io_uring_queue_init_params(entries, &ring_, &params); r < 0)
        return fail_errno(-r);
    open_ = true;
    headers_.reset(new (std::nothrow) msghdr[ring_.sq.ring_entries]);
    if (!headers_) return fail(std::make_error_code(std::errc::not_enough_memory));
    return verify();
}

result<void> ring::verify() noexcept {
    if ((ring_.features & needed_features) != needed_features) return fail(too_old());
    if (result<void> known = check_opcodes(ring_); !known) return known;
    if (result<void> ran = run_nop(ring_); !ran) return ran;
    // Saves a look-up of the descriptor per call; only a speed-up, so it may be refused.
    static_cast<void>(io_uring_register_ring_fd(&ring_));
    return {};
}

io_uring_sqe* ring::next() noexcept {
    if (io_uring_sqe* free = io_uring_get_sqe(&ring_)) return free;
    submit();
    return io_uring_get_sqe(&ring_);
}

void ring::submit() noexcept {
    expect_passing(io_uring_submit(&ring_));
}

void ring::submit_and_collect() noexcept {
    expect_passing(io_uring_submit_and_get_events(&ring_));
}

void ring::submit_and_wait(duration limit) noexcept {
    using std::chrono::seconds;
    const auto whole = std::chrono::duration_cast<seconds>(limit);
    __kernel_timespec relative{.tv_sec = whole.count(), .tv_nsec = (limit - whole).count()};
    io_uring_cqe* first = nullptr;
    expect_passing(io_uring_submit_and_wait_timeout(
        &ring_, &first, 1, limit == duration::max() ? nullptr : &relative, nullptr));
}

}  // namespace weir::inline v0::detail::uring
