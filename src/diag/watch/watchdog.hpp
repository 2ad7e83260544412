// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The one thread that looks at all shards, every half threshold while one is busy; asleep on the
/// turn gate while all wait.

#include "diag/native/unwinder.hpp"
#include "diag/watch/cgroup_throttle.hpp"
#include "diag/watch/stall_queue.hpp"
#include "diag/watch/watched_shard.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace weir::inline v0::diag {

class watchdog {
public:
    static constexpr std::size_t max_shards = 256;

    explicit watchdog(stall_queue& reports);
    watchdog(const watchdog&) = delete;
    watchdog& operator=(const watchdog&) = delete;
    ~watchdog() { end(); }

    /// Ends the thread.
    void end() noexcept;

    /// A place for a shard that begins; null when all are taken.
    [[nodiscard]] watched_shard* take_place();

    /// On the thread of a shard that ends.
    void leave(watched_shard& place) noexcept;

    /// Calls `visit(watched_shard&)` for every place ever taken. Takes no lock.
    template <class Visitor>
    void for_each(Visitor&& visit) {
        const std::size_t count = used_.load(std::memory_order_acquire);
        for (std::size_t i = 0; i < count; ++i) visit(*places_[i]);
    }

    void set_enabled(bool on) noexcept;
    [[nodiscard]] bool enabled() const noexcept { return enabled_; }

    /// From a signal handler: has the reporter write a profile.
    void wish_profile(profile_wish wish) noexcept;
    /// Whether a shard stalls now. Async-signal-safe.
    [[nodiscard]] bool any_stall() noexcept;

    /// Modules read by the reporter, for the next stacks.
    void give_unwinder(std::unique_ptr<unwinder> fresh) noexcept;

private:
    void run() noexcept;
    [[nodiscard]] bool round() noexcept;
    [[nodiscard]] watch_round round_at(std::uint64_t now_ns, unwinder* unwind) noexcept;
    void rest(bool busy) noexcept;
    [[nodiscard]] std::uint64_t interval_ns() noexcept;
    [[nodiscard]] bool all_wait() noexcept;
    void take_unwinder() noexcept;

    stall_queue& reports_;
    cgroup_throttle throttle_;
    std::unique_ptr<unwinder> unwind_;
    std::unique_ptr<unwinder> fresh_;  // given, not yet taken
    std::unique_ptr<unwinder> old_;    // freed by the one who gives, since that may wait
    std::mutex unwind_lock_;
    std::uint64_t asked_modules_ns_ = 0;

    std::mutex places_lock_;
    std::array<std::unique_ptr<watched_shard>, max_shards> places_;
    std::atomic<std::size_t> used_{0};

    std::atomic<bool> enabled_{true};
    std::atomic<bool> ending_{false};
    std::atomic<profile_wish> wish_{profile_wish::none};
    std::atomic<std::uint64_t> next_id_{1};
    std::uint64_t planned_ns_ = 0;  // when this round was to be
    std::optional<thread_files> own_files_;
    std::uint64_t own_runnable_ns_ = 0;
    std::thread thread_;
};

}  // namespace weir::inline v0::diag
