// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/span_board.hpp"

#include <new>
#include <utility>

namespace weir::inline v0::http::detail {
namespace {

constinit std::atomic<span_board*> boards{nullptr};
constinit std::atomic<bool> keeping{true};
constinit thread_local span_board* board_here = nullptr;

}  // namespace

/// Gives the board back when the thread ends.
struct span_board::lease {
    ~lease() {
        if (board_here != nullptr) board_here->in_use_.store(false, std::memory_order_release);
        board_here = nullptr;
    }
};

span_board::span_board(span_slot* slots) noexcept : slots_(slots) {
    recent_.fill(no_slot);
}

span_board* span_board::here() noexcept {
    if (board_here == nullptr) [[unlikely]] {
        static thread_local lease until_the_thread_ends;
        static_cast<void>(until_the_thread_ends);
        board_here = claim();
    }
    return board_here;
}

span_board* span_board::existing() noexcept {
    return board_here;
}

void span_board::switch_keeping(bool on) noexcept {
    keeping.store(on, std::memory_order_relaxed);
}

const span_board* span_board::first() noexcept {
    return boards.load(std::memory_order_acquire);
}

span_board* span_board::claim() noexcept {
    for (span_board* b = boards.load(std::memory_order_acquire); b != nullptr; b = b->next_) {
        if (b->in_use_.exchange(true, std::memory_order_acquire)) continue;
        b->forget_all();
        return b;
    }
    return make();
}

span_board* span_board::make() noexcept {
    constexpr std::align_val_t alignment{alignof(span_slot)};
    void* slots = ::operator new(capacity * sizeof(span_slot), alignment, std::nothrow);
    if (slots == nullptr) return nullptr;
    auto* made = new (std::nothrow) span_board(static_cast<span_slot*>(slots));
    if (made == nullptr) {
        ::operator delete(slots, alignment);
        return nullptr;
    }
    made->next_ = boards.load(std::memory_order_relaxed);
    while (!boards.compare_exchange_weak(made->next_, made, std::memory_order_release,
                                         std::memory_order_relaxed)) {
    }
    return made;
}

// What another thread left behind.
void span_board::forget_all() noexcept {
    free_count_ = recent_at_ = 0;
    recent_.fill(no_slot);
    slowest_.clear();
    owners_.fill(nullptr);
    for (std::size_t i = made_.load(std::memory_order_relaxed); i-- > 0;) {
        slots_[i].clear();
        release(static_cast<std::uint16_t>(i));
    }
}

std::uint16_t span_board::take(live_request& owner) noexcept {
    if (!keeping.load(std::memory_order_relaxed)) return no_slot;
    std::uint16_t slot = no_slot;
    if (free_count_ != 0) {
        slot = free_[--free_count_];
    } else if (const std::size_t made = made_.load(std::memory_order_relaxed); made < capacity) {
        ::new (&slots_[made]) span_slot;
        made_.store(made + 1, std::memory_order_release);
        slot = static_cast<std::uint16_t>(made);
    } else {
        refused_ = refused_.get() + 1;
        return no_slot;
    }
    owners_[slot] = &owner;
    return slot;
}

void span_board::finished(std::uint16_t slot) noexcept {
    owners_[slot] = nullptr;
    const std::uint16_t oldest = std::exchange(recent_[recent_at_], slot);
    recent_at_ = (recent_at_ + 1) % recent;
    if (oldest != no_slot) retire(oldest);
}

void span_board::retire(std::uint16_t slot) noexcept {
    slowest_.offer(slot, slots_[slot].took(), slots_[slot].ended_at(),
                   [this](std::uint16_t freed) { release(freed); });
}

}  // namespace weir::inline v0::http::detail
