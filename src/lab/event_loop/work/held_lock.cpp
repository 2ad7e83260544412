// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/work/held_lock.hpp"

#include <thread>

namespace weir::inline v0::lab {

void held_lock::hold(duration time) {
    const std::lock_guard held(lock_);
    held_.release();
    work_elsewhere(time);
}

[[gnu::noinline]] void held_lock::take() {
    const std::lock_guard held(lock_);
    ++taken_;
}

void work_elsewhere(duration time) {
    std::this_thread::sleep_for(time);
}

}  // namespace weir::inline v0::lab
