// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The live numbers of a server process, on a page of memory that the lab reads while it runs.
///
/// The lab makes the page, the server maps the inherited descriptor. Every number is an atomic of
/// its own and lock-free, so the two processes need no protocol.

#include <weir/base/result.hpp>
#include <weir/net/owned_descriptor.hpp>

#include <atomic>
#include <cstdint>
#include <memory>

namespace weir::inline v0::lab {

struct server_stats {
    std::atomic<std::uint64_t> queue_length{0};  ///< requests waiting for a thread
    std::atomic<std::uint64_t> blocked{0};       ///< threads inside a blocking call
    std::atomic<std::uint64_t> in_flight{0};     ///< requests taken and not answered yet
    std::atomic<std::uint64_t> accepted{0};      ///< connections
    std::atomic<std::uint64_t> shed{0};          ///< answers 503
    std::atomic<std::uint64_t> no_thread{0};     ///< of those: the system refused a thread
    std::atomic<std::uint64_t> loop_lag_ns{0};   ///< worst since the reader last took it
    std::atomic<bool> has_loop{false};           ///< there is a loop that can lag

    static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
};

/// Counts a thread as blocked while it lives.
class blocked_mark {
public:
    explicit blocked_mark(server_stats& stats) noexcept : stats_(stats) {
        stats_.blocked.fetch_add(1, std::memory_order_relaxed);
    }
    blocked_mark(const blocked_mark&) = delete;
    blocked_mark& operator=(const blocked_mark&) = delete;
    ~blocked_mark() { stats_.blocked.fetch_sub(1, std::memory_order_relaxed); }

private:
    server_stats& stats_;
};

/// A shared mapping of a `server_stats`.
class stats_page {
public:
    /// A new page. Errors: the system's.
    [[nodiscard]] static result<stats_page> create() noexcept;
    /// The page behind an inherited descriptor, which it takes over. Errors: the system's.
    [[nodiscard]] static result<stats_page> map(owned_descriptor memory) noexcept;

    [[nodiscard]] server_stats& operator*() const noexcept { return *stats_; }
    [[nodiscard]] server_stats* operator->() const noexcept { return stats_.get(); }
    /// For the child to inherit.
    [[nodiscard]] int descriptor() const noexcept { return memory_.get(); }

private:
    struct unmap {
        void operator()(server_stats* page) const noexcept;
    };
    stats_page(owned_descriptor memory, server_stats* page) noexcept
        : memory_(std::move(memory)), stats_(page) {}

    owned_descriptor memory_;
    std::unique_ptr<server_stats, unmap> stats_;
};

}  // namespace weir::inline v0::lab
