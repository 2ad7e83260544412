// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What a shard needs of a kernel back end. One object per shard; all but `wake` run on its thread.

#include <weir/base/result.hpp>
#include <weir/base/time.hpp>
#include <weir/rt/io_operation.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace weir::inline v0 {
class offload_pool;
}

namespace weir::inline v0::detail {

/// A registered descriptor; drivers derive from it.
struct io_entry {
    driver* owner = nullptr;
    int fd = -1;
};

/// Counters that diagnostics read from other threads.
struct driver_counters {
    std::uint64_t submitted = 0;     ///< requests begun
    std::uint64_t completed = 0;     ///< completions delivered
    std::uint64_t waits = 0;         ///< times the shard asked the kernel for events
    std::uint64_t lease_misses = 0;  ///< receives that found the buffer pool empty
};

class driver {
public:
    driver() = default;
    driver(const driver&) = delete;
    driver& operator=(const driver&) = delete;
    virtual ~driver() = default;

    [[nodiscard]] virtual const char* name() const noexcept = 0;

    /// Registers `fd`, which becomes the driver's to close.
    [[nodiscard]] virtual result<io_entry*> adopt(int fd) noexcept = 0;

    /// Cancels what is pending on the entry and closes it, at the latest in the close phase. The
    /// pending operations still get their terminal completions.
    virtual void close(io_entry& entry) noexcept = 0;

    /// Tries to finish `op` without waiting and without a thread switch. True: `done` holds its
    /// terminal completion and the completion function will not be called.
    [[nodiscard]] virtual bool try_now(io_operation& op, io_completion& done) noexcept = 0;

    /// Begins `op`; its completion function is called from `poll` or `close_phase`, never from
    /// here.
    virtual void start(io_operation& op) noexcept = 0;

    /// Asks for `op` to end soon. Its terminal completion still follows (-ECANCELED, or success
    /// that came first); never delivered from inside this call.
    virtual void cancel(io_operation& op) noexcept = 0;

    /// Submits what was begun, waits until something completes, `until` passes or `wake` is called
    /// (not at all if `until` is in the past), and delivers completions.
    virtual void poll(deadline until) noexcept = 0;

    /// Closes what was asked to be closed.
    virtual void close_phase() noexcept = 0;

    /// Notes that something was closed, so that the loop does not wait before its close phase: a
    /// peer waits for the end of the connection.
    void expect_close() noexcept { close_expected_ = true; }
    [[nodiscard]] bool take_close_expected() noexcept {
        return std::exchange(close_expected_, false);
    }

    /// Makes a `poll` in progress, or the next one, return. Thread-safe, async-signal-safe.
    virtual void wake() noexcept = 0;

    /// Requests begun whose terminal completion is outstanding.
    [[nodiscard]] virtual std::size_t pending() const noexcept = 0;

    [[nodiscard]] const driver_counters& counters() const noexcept { return counters_; }

protected:
    driver_counters counters_;

private:
    bool close_expected_ = false;
};

/// Bounds of a driver's memory.
struct driver_limits {
    unsigned ring_entries = 1024;   ///< submission queue of uring; completions: 4 times that
    unsigned lease_count = 1024;    ///< receive buffers
    std::size_t lease_size = 4096;  ///< bytes each
};

/// Each fails with the reason (EPERM, ENOSYS, ENOMEM...) when the kernel refuses. `files` performs
/// what would block.
[[nodiscard]] result<std::unique_ptr<driver>> make_uring_driver(loop_context& loop,
                                                                const driver_limits& limits,
                                                                offload_pool& files);
[[nodiscard]] result<std::unique_ptr<driver>> make_epoll_driver(loop_context& loop,
                                                                const driver_limits& limits,
                                                                offload_pool& files);

}  // namespace weir::inline v0::detail
