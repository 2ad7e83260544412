// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Which slots a shard keeps as those of its slowest requests: a few of each of the last minutes.
///
/// Keeping some of each minute, and not some of all, makes the answer exact: the slowest of the
/// last minutes are among the slowest of each, also when the burst that they came from has expired.

#include <weir/base/time.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace weir::inline v0::http::detail {

class slowest_spans {
public:
    static constexpr std::size_t minutes = 5;
    static constexpr std::size_t per_minute = 8;
    static constexpr std::size_t most = minutes * per_minute;

    /// Takes a slot, or not. Calls `release(slot)` for each that is kept no longer, which may be
    /// that slot itself.
    template <class Release>
    void offer(std::uint16_t slot, duration took, time_point ended, Release&& release) noexcept {
        if (ended < last_->begin || ended >= last_->begin + std::chrono::minutes(1))
            begin_minute(ended, release);
        bucket& b = *last_;
        if (b.size < per_minute) {
            b.kept[b.size++] = {slot, took};
        } else if (took <= b.kept[b.quickest].took) {
            return release(slot);
        } else {
            release(b.kept[b.quickest].slot);
            b.kept[b.quickest] = {slot, took};
        }
        b.find_quickest();
    }

    /// Keeps none, and releases none.
    void clear() noexcept {
        buckets_ = {};
        last_ = buckets_.data();
    }

private:
    struct entry {
        std::uint16_t slot = 0;
        duration took{};
    };
    struct bucket {
        time_point begin = time_point::min();
        std::size_t size = 0;
        std::size_t quickest = 0;
        std::array<entry, per_minute> kept{};

        void find_quickest() noexcept {
            quickest = 0;
            for (std::size_t i = 1; i < size; ++i)
                if (kept[i].took < kept[quickest].took) quickest = i;
        }
    };

    template <class Release>
    void begin_minute(time_point ended, Release&& release) noexcept {
        const auto minute = std::chrono::floor<std::chrono::minutes>(ended.time_since_epoch());
        last_ = &buckets_[static_cast<std::size_t>(minute.count()) % minutes];
        if (last_->begin == time_point(minute)) return;
        for (std::size_t i = 0; i < last_->size; ++i) release(last_->kept[i].slot);
        *last_ = bucket{.begin = time_point(minute), .kept = {}};
    }

    std::array<bucket, minutes> buckets_{};
    bucket* last_ = buckets_.data();
};

}  // namespace weir::inline v0::http::detail
