// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A file operation on its way through the offload pool: made on the shard, performed on a thread
/// of the pool, and sent back through a `return_lane`.

#include "rt/driver/epoll/epoll_set.hpp"

#include <weir/rt/io_operation.hpp>
#include <weir/rt/offload.hpp>
#include <weir/rt/remote_work.hpp>

#include <atomic>

namespace weir::inline v0::detail {

/// How jobs come back. Thread-safe, except where it says otherwise.
class return_lane {
public:
    explicit return_lane(epoll_set& shard) noexcept : shard_(shard) {}
    /// Waits for threads that are still inside `send`.
    ~return_lane();

    void send(remote_work& arrived) noexcept;

    [[nodiscard]] bool empty() const noexcept { return arrived_.empty(); }
    /// Takes all, oldest first. Only on the shard.
    [[nodiscard]] remote_work* take_all() noexcept { return arrived_.take_all(); }

private:
    epoll_set& shard_;
    inbox arrived_;
    std::atomic<unsigned> senders_{0};
};

class file_job final : public offload_job, public remote_work {
public:
    /// `returned` runs on the shard, when the driver takes the job from the lane.
    file_job(return_lane& lane, remote_work::function returned, driver& home, io_operation& op,
             int fd) noexcept
        : offload_job(&perform, &finished),
          remote_work(returned),
          owner(home),
          operation(op),
          lane_(lane),
          fd_(fd) {}

    driver& owner;
    io_operation& operation;
    int outcome = 0;

private:
    static void perform(offload_job& job) noexcept;
    static void finished(offload_job& job) noexcept;

    return_lane& lane_;
    int fd_;
};

}  // namespace weir::inline v0::detail
