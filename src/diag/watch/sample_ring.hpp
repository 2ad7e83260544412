// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The flight recorder of one shard: its last samples, oldest overwritten.
///
/// One thread writes (the watchdog), any may read; a short lock in between. The memory is reserved
/// at once but touched only as samples come, so a shard that idles costs none.

#include "diag/native/native_frame.hpp"

#include <weir/base/time.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace weir::inline v0::diag {

struct raw_sample {
    static constexpr std::size_t max_frames = 48;

    std::uint64_t at_ns = 0;    ///< steady clock
    std::uint64_t wall_ns = 0;  ///< what it stands for
    std::uint64_t cpu_ns = 0;
    std::uint64_t doubtful = 0;  ///< bit i: frame i was found by scanning
    std::uint32_t size = 0;
    std::array<std::uintptr_t, max_frames> frames;  ///< innermost first

    void set_frames(std::span<const native_frame> from) noexcept;
};

[[nodiscard]] std::vector<native_frame> native_frames(const raw_sample& sample);

class sample_ring {
public:
    static constexpr std::size_t capacity = 8'192;

    sample_ring();

    void push(const raw_sample& sample) noexcept;
    void clear() noexcept;

    /// Those from `since_ns` on, in order of their coming.
    [[nodiscard]] std::vector<raw_sample> since(std::uint64_t since_ns) const;

private:
    struct release {
        void operator()(raw_sample* samples) const noexcept;
    };

    mutable std::mutex lock_;
    std::unique_ptr<raw_sample[], release> samples_;
    std::uint64_t written_ = 0;
};

}  // namespace weir::inline v0::diag
