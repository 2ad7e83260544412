// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/tasks/question.hpp"

#include <weir/rt/shard.hpp>

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <ctime>
#include <utility>

namespace weir::inline v0::diag::detail {

time_point time_now() noexcept {
    return clock::now();
}

void question::ask(const std::shared_ptr<question>& which, std::weak_ptr<void>& slot) {
    if (!slot.expired()) return;
    slot = which;
    which->in_the_inbox_ = which;
    if (!which->to_.post_work(*which)) which->in_the_inbox_.reset();
}

bool question::answered_by(time_point limit) const noexcept {
    while (answered_.load(std::memory_order_acquire) == 0) {
        const duration left = limit - time_now();
        if (left <= duration::zero()) return false;
        const timespec at_most{.tv_sec = left.count() / 1'000'000'000,
                               .tv_nsec = left.count() % 1'000'000'000};
        syscall(SYS_futex, &answered_, FUTEX_WAIT_PRIVATE, 0, &at_most, nullptr, 0);
    }
    return true;
}

void question::arrived(remote_work& work) noexcept {
    auto& self = static_cast<question&>(work);
    const std::shared_ptr<question> kept = std::move(self.in_the_inbox_);
    self.answer(self.to_);
    self.answered_.store(1, std::memory_order_release);
    syscall(SYS_futex, &self.answered_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

}  // namespace weir::inline v0::diag::detail
