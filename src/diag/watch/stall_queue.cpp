// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/watch/stall_queue.hpp"

#include <utility>

namespace weir::inline v0::diag {

stall_queue::stall_queue() : ring_(std::make_unique<raw_stall[]>(capacity)) {}

bool stall_queue::push(const raw_stall& stall) noexcept {
    const std::scoped_lock hold(lock_);
    if (pushed_ - taken_ == capacity) {
        ++dropped_;
        return false;
    }
    ring_[pushed_++ % capacity] = stall;
    filled_.notify_one();
    return true;
}

void stall_queue::ask_for_profile(profile_wish wish) noexcept {
    const std::scoped_lock hold(lock_);
    profile_ = wish;
    filled_.notify_one();
}

void stall_queue::ask_for_modules() noexcept {
    const std::scoped_lock hold(lock_);
    modules_ = true;
    filled_.notify_one();
}

void stall_queue::close() noexcept {
    const std::scoped_lock hold(lock_);
    closed_ = true;
    filled_.notify_one();
}

stall_queue::work stall_queue::wait(raw_stall& stall) {
    std::unique_lock hold(lock_);
    filled_.wait(hold, [&] {
        return pushed_ != taken_ || closed_ || modules_ || profile_ != profile_wish::none;
    });
    work todo;
    todo.has_stall = pushed_ != taken_;
    if (todo.has_stall) stall = ring_[taken_++ % capacity];
    todo.read_modules = std::exchange(modules_, false);
    todo.profile = std::exchange(profile_, profile_wish::none);
    todo.closed = closed_ && !todo.has_stall;
    return todo;
}

std::uint64_t stall_queue::dropped() const noexcept {
    const std::scoped_lock hold(lock_);
    return dropped_;
}

}  // namespace weir::inline v0::diag
