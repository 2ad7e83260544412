// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// From the watchdog to the reporter. Bounded and made beforehand, so that the watchdog never waits
/// for memory; when the reporter is stuck itself, stalls are dropped and counted.

#include "diag/watch/raw_stall.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

namespace weir::inline v0::diag {

enum class profile_wish : std::uint8_t { none, now, then_terminate };

class stall_queue {
public:
    static constexpr std::size_t capacity = 64;

    stall_queue();

    /// False when there was no room.
    bool push(const raw_stall& stall) noexcept;
    void ask_for_profile(profile_wish wish) noexcept;
    void ask_for_modules() noexcept;
    void close() noexcept;

    /// What there is to do. Waits for something; `closed` comes last.
    struct work {
        bool has_stall = false;
        bool read_modules = false;
        profile_wish profile = profile_wish::none;
        bool closed = false;
    };
    [[nodiscard]] work wait(raw_stall& stall);

    [[nodiscard]] std::uint64_t dropped() const noexcept;

private:
    mutable std::mutex lock_;
    std::condition_variable filled_;
    std::unique_ptr<raw_stall[]> ring_;
    std::uint64_t pushed_ = 0;
    std::uint64_t taken_ = 0;
    std::uint64_t dropped_ = 0;
    profile_wish profile_ = profile_wish::none;
    bool modules_ = false;
    bool closed_ = false;
};

}  // namespace weir::inline v0::diag
