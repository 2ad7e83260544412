// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The kernel's epoll set of one shard with the eventfd that wakes it: all that the loop itself
/// asks of the kernel goes through here.

#include <weir/base/result.hpp>
#include <weir/base/time.hpp>

#include <sys/epoll.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace weir::inline v0::detail {

class epoll_set {
public:
    /// One batch of events: what a poll looks at before other phases get their turn.
    static constexpr std::size_t batch_size = 256;

    epoll_set() noexcept = default;
    epoll_set(const epoll_set&) = delete;
    epoll_set& operator=(const epoll_set&) = delete;
    ~epoll_set();

    [[nodiscard]] result<void> open() noexcept;

    /// Watches `fd` for `events`, edge-triggered; they bear `tag`. What is there already counts as
    /// an event, also after a change. Result: 0 or a negated errno, -EPERM for
    /// what has no readiness (regular files, /dev/null).
    [[nodiscard]] int add(int fd, std::uint32_t events, void* tag) noexcept;
    [[nodiscard]] int change(int fd, std::uint32_t events, void* tag) noexcept;
    void remove(int fd) noexcept;

    /// Waits for events, `limit` or `wake`. A signal may end it early. The events are valid until
    /// the next call; a wake-up shows as one without a tag.
    [[nodiscard]] std::span<const epoll_event> wait(duration limit) noexcept;

    /// Thread-safe, async-signal-safe.
    void wake() noexcept;

private:
    [[nodiscard]] int control(int operation, int fd, std::uint32_t events, void* tag) noexcept;
    [[nodiscard]] int wait_nanoseconds(duration limit) noexcept;
    [[nodiscard]] int wait_milliseconds(duration limit) noexcept;

    int epoll_ = -1;
    int wake_ = -1;
    bool has_pwait2_ = true;
    std::array<epoll_event, batch_size> events_;
};

}  // namespace weir::inline v0::detail
