// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A mutex that another thread holds, as long as its own work takes.

#include <weir/base/time.hpp>

#include <mutex>
#include <semaphore>

namespace weir::inline v0::lab {

class held_lock {
public:
    /// Holds the lock for this long; on a thread that may block.
    void hold(duration time);

    /// Waits until somebody holds it; on a thread that may block. Each `hold` lets one through.
    void wait_until_held() { held_.acquire(); }

    /// Takes the lock and gives it back, on the calling thread.
    void take();

private:
    std::mutex lock_;
    std::counting_semaphore<> held_{0};
    unsigned taken_ = 0;
};

/// Sleeps; on a thread that may block.
void work_elsewhere(duration time);

}  // namespace weir::inline v0::lab
