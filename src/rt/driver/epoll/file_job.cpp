// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "rt/driver/epoll/file_job.hpp"

#include "rt/driver/epoll/file_calls.hpp"

#include <thread>

namespace weir::inline v0::detail {

return_lane::~return_lane() {
    while (senders_.load(std::memory_order_acquire) != 0) std::this_thread::yield();
}

// As soon as the work is pushed the shard may take it, find nothing pending and end, while this
// thread has yet to wake it: hence the count.
void return_lane::send(remote_work& arrived) noexcept {
    senders_.fetch_add(1, std::memory_order_relaxed);
    static_cast<void>(arrived_.push(arrived));  // never closed
    shard_.wake();
    senders_.fetch_sub(1, std::memory_order_release);
}

void file_job::perform(offload_job& job) noexcept {
    auto& self = static_cast<file_job&>(job);
    self.outcome = file_call(self.operation.request, self.fd_);
}

void file_job::finished(offload_job& job) noexcept {
    auto& self = static_cast<file_job&>(job);
    self.lane_.send(self);
}

}  // namespace weir::inline v0::detail
