// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// How other threads and signal handlers make a waiting ring return: an eventfd under a multishot
/// poll, which reports every write, so that it is read only when the poll has to begin anew.

#include <weir/base/result.hpp>

#include <liburing.h>

#include <atomic>

namespace weir::inline v0::detail::uring {

class wake_signal {
public:
    wake_signal() noexcept = default;
    wake_signal(const wake_signal&) = delete;
    wake_signal& operator=(const wake_signal&) = delete;
    ~wake_signal();

    [[nodiscard]] result<void> open() noexcept;

    /// Thread-safe, async-signal-safe. Costs a system call only for the first since `lower`.
    void raise() noexcept;

    /// Fills the entry that watches for it.
    void prepare(io_uring_sqe& sqe) noexcept;

    /// The watch has fired and the ring is about to return; `ended` if it will not fire again.
    void lower(bool ended) noexcept;

private:
    int fd_ = -1;
    std::atomic<bool> raised_{false};
};

}  // namespace weir::inline v0::detail::uring
