// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/tasks/question.hpp"

#include <weir/rt/shard.hpp>

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
#include <ctime>
#include <utility>

namespace weir::inline v0::diag::detail {

time_point time_now() noexcept {
    return clock::now();
}

std::shared_ptr<question> question::ask(const std::shared_ptr<question>& which,
                                        std::weak_ptr<question>& slot) {
    std::shared_ptr<question> before = slot.lock();
    if (before && before->posted_ && before->answered_.load(std::memory_order_acquire) == 0)
        return before;
    slot = which;
    which->in_the_inbox_ = which;
    which->posted_ = which->to_->post_work(*which);
    if (!which->posted_) which->in_the_inbox_.reset();
    return nullptr;
}

bool question::answered_by(time_point limit) const noexcept {
    if (!posted_) return false;
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
    self.answer(*self.to_);
    self.answered_.store(1, std::memory_order_release);
    syscall(SYS_futex, &self.answered_, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

}  // namespace weir::inline v0::diag::detail
