// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/uring/wake_signal.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>

namespace weir::inline v0::detail::uring {

wake_signal::~wake_signal() {
    if (fd_ >= 0) close(fd_);
}

result<void> wake_signal::open() noexcept {
    fd_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd_ < 0) return fail_errno(errno);
    return {};
}

void wake_signal::raise() noexcept {
    if (raised_.exchange(true, std::memory_order_acq_rel)) return;
    const int interrupted_code = errno;
    eventfd_write(fd_, 1);
    errno = interrupted_code;
}

void wake_signal::prepare(io_uring_sqe& sqe) noexcept {
    io_uring_prep_poll_multishot(&sqe, fd_, POLLIN);
}

// A new watch would fire at once for what was written before. To read it after the flag is down
// would lose a signal that is raised in between.
void wake_signal::lower(bool ended) noexcept {
    eventfd_t before = 0;
    if (ended) eventfd_read(fd_, &before);
    raised_.exchange(false, std::memory_order_acq_rel);
}

}  // namespace weir::inline v0::detail::uring
