// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The spans of one thread's requests: that of a shard, or of several that share it.
///
/// Nothing is copied when a request ends: its slot becomes one of the recent ones, the oldest of
/// these one of the slowest or free again, and the next request takes the slot freed last, which is
/// still in the cache. Readers need none of these lists; they look through all slots.
///
/// A board is never destroyed, so that readers need no lock; when its thread ends it is left to the
/// next one that asks.

#include "http/slowest_spans.hpp"
#include "http/span_ids.hpp"
#include "http/span_slot.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace weir::inline v0::http::detail {

class live_request;

class span_board {
public:
    static constexpr std::size_t recent = 32;
    static constexpr std::size_t in_flight = 2048;
    static constexpr std::size_t capacity = in_flight + recent + slowest_spans::most;
    static_assert(capacity < no_slot);

    span_board(const span_board&) = delete;
    span_board& operator=(const span_board&) = delete;

    /// That of this thread, made by the first call; null without memory for it.
    [[nodiscard]] static span_board* here() noexcept;
    /// The same, but null if there is none.
    [[nodiscard]] static span_board* existing() noexcept;

    // Only on its thread.
    /// A slot for a request; `no_slot` if all are in use, which is counted, or none are kept.
    [[nodiscard]] std::uint16_t take(live_request& owner) noexcept;
    /// The request of this slot has ended.
    void finished(std::uint16_t slot) noexcept;
    [[nodiscard]] span_slot& at(std::uint16_t slot) noexcept { return slots_[slot]; }
    /// The request in flight that has this slot, null if there is none.
    [[nodiscard]] live_request* owner_of(std::uint16_t slot) const noexcept {
        return slot < capacity ? owners_[slot] : nullptr;
    }

    // On any thread.
    /// Off: nobody gets a slot.
    static void switch_keeping(bool on) noexcept;
    [[nodiscard]] static const span_board* first() noexcept;
    [[nodiscard]] const span_board* next() const noexcept { return next_; }
    [[nodiscard]] std::size_t size() const noexcept {
        return made_.load(std::memory_order_acquire);
    }
    [[nodiscard]] const span_slot& operator[](std::size_t i) const noexcept { return slots_[i]; }
    [[nodiscard]] std::uint64_t refused() const noexcept { return refused_.get(); }

private:
    struct lease;
    struct registry;

    explicit span_board(span_slot* slots) noexcept;

    [[nodiscard]] static span_board* claim() noexcept;
    [[nodiscard]] static span_board* make() noexcept;
    void forget_all() noexcept;
    void retire(std::uint16_t slot) noexcept;
    void release(std::uint16_t slot) noexcept { free_[free_count_++] = slot; }

    // The memory of slots that were never needed is never touched.
    span_slot* slots_;
    std::atomic<std::size_t> made_{0};
    shared_number refused_;
    std::size_t free_count_ = 0;
    std::size_t recent_at_ = 0;
    std::array<std::uint16_t, recent> recent_;
    slowest_spans slowest_;
    std::array<std::uint16_t, capacity> free_;  // a stack
    std::array<live_request*, capacity> owners_{};
    std::atomic<bool> in_use_{true};
    span_board* next_ = nullptr;
};

}  // namespace weir::inline v0::http::detail
