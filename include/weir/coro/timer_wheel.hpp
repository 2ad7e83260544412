// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Timers of one loop: a hierarchical wheel of 64-slot levels with occupancy bitmaps.
///
/// Insert and cancel are O(1); a timer that expires is moved at most once per level. A tick is
/// 2^16 ns (65.5 us) and a timer never fires early: deadlines are rounded up to a tick. Eight
/// levels of 64 slots cover 2^64 ns, the whole range of a `time_point`. The scheme is Varghese and
/// Lauck's ("Hashed and Hierarchical Timing Wheels", SOSP 1987), with the level chosen by the
/// highest bit in which deadline and current time differ.
///
/// Not thread-safe: a wheel belongs to its loop.

#include <weir/base/intrusive_list.hpp>
#include <weir/base/time.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace weir::inline v0 {

/// A pending timer; leaves the wheel when destroyed.
class timer : list_hook {
public:
    using function = void (*)(timer&) noexcept;

    explicit timer(function fn) noexcept : fn_(fn) {}
    /// A copy is not pending, so that an operation may move before it starts.
    timer(const timer& other) noexcept : fn_(other.fn_) {}
    timer& operator=(const timer&) = delete;
    ~timer() { cancel(); }

    [[nodiscard]] bool pending() const noexcept { return linked(); }
    void cancel() noexcept;

private:
    friend class timer_wheel;
    friend class intrusive_list<timer>;

    function fn_;
    class timer_wheel* wheel_ = nullptr;
    std::uint64_t tick_ = 0;
    std::uint16_t slot_ = 0;
};

class timer_wheel {
public:
    explicit timer_wheel(time_point start) noexcept;
    timer_wheel(const timer_wheel&) = delete;
    timer_wheel& operator=(const timer_wheel&) = delete;

    /// Fires `t` at the first `advance` to `when` or later, but not in the one that runs now: a
    /// timer that re-arms itself fires once a turn. Re-adding moves it.
    void add(timer& t, time_point when) noexcept;

    /// Fires what is due at `now`, in order of ticks. Functions may add and cancel timers.
    /// Returns how many fired.
    std::size_t advance(time_point now) noexcept;

    /// When `advance` may next have something to do; exact for the nearest level, a lower bound
    /// for farther ones. Empty if no timer is pending.
    [[nodiscard]] std::optional<time_point> next() const noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    friend class timer;

    static constexpr unsigned tick_bits = 16;
    static constexpr unsigned level_bits = 6;
    static constexpr unsigned slots_per_level = 1U << level_bits;
    static constexpr unsigned levels = 8;

    struct place {
        unsigned level;
        unsigned slot;
    };

    [[nodiscard]] place place_of(std::uint64_t tick) const noexcept;
    void insert(timer& t) noexcept;
    [[nodiscard]] std::optional<place> nearest() const noexcept;
    [[nodiscard]] std::uint64_t start_of(place p) const noexcept;
    void take(place p, intrusive_list<timer>& out) noexcept;
    void removed(const timer& t) noexcept;

    std::uint64_t now_ = 0;     // in ticks
    std::uint64_t target_ = 0;  // what `advance` is on its way to, not before `now_`
    std::size_t size_ = 0;
    std::array<std::uint64_t, levels> occupied_{};
    std::array<intrusive_list<timer>, std::size_t{levels} * slots_per_level> slots_;
};

}  // namespace weir::inline v0
