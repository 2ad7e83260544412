// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Signals as something to wait for.
///
///     signal_set signals = co_await ok(signal_set::watch({SIGINT, SIGTERM}));
///     int number = co_await ok(signals.next());
///
/// Weir touches a signal only when asked to: watching installs a handler, destroying the set puts
/// the former one back. The handler writes one byte to a pipe and does nothing else, so it works
/// whichever thread the kernel picks. Signals that arrive while nobody waits are kept, one of each.

#include <weir/coro/task.hpp>
#include <weir/rt/io_operation.hpp>

#include <initializer_list>
#include <vector>

namespace weir::inline v0 {

class signal_set {
public:
    /// On a shard. Errors: `errc::bad_argument` for a number that cannot be caught;
    /// `std::errc::device_or_resource_busy` if another set watches one of them; the system's.
    [[nodiscard]] static result<signal_set> watch(std::initializer_list<int> numbers) noexcept;

    signal_set(signal_set&& other) noexcept;
    signal_set& operator=(signal_set&& other) noexcept;
    ~signal_set();

    /// Completes when one of the signals arrives. Result: its number. Errors: `errc::canceled` or
    /// `timed_out` when stopped. Thread safety: on the shard of the set; one waiter at a time.
    [[nodiscard]] task<result<int>> next();

private:
    signal_set() noexcept = default;
    [[nodiscard]] result<void> add(int number, int pipe) noexcept;
    void unwatch() noexcept;

    io_handle pipe_;
    std::vector<int> numbers_;
};

}  // namespace weir::inline v0
