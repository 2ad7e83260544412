// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Where the span of one request is kept.
///
/// The shard writes, any thread reads, and neither waits for the other: a slot that is taken for
/// another request gets another sequence number, odd while it is filled, and a reader whose copy
/// spans two numbers throws it away. All later changes are single numbers. The data are atomics
/// with release and acquire, which orders them against the sequence number without fences.
///
/// A request without awaits touches the first two or three of its cache lines.

#include "http/awaited_slot.hpp"
#include "http/shared_number.hpp"
#include "http/shared_text.hpp"

#include <weir/coro/environment.hpp>
#include <weir/http/request_span.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir::inline v0::http::detail {

/// What is known of a request when its head has arrived.
struct span_start {
    method verb = method::get;
    std::string_view target{};
    unsigned shard = 0;
    std::uint64_t parent_id = 0;
    time_point accepted{};
    time_point first_byte{};
    time_point head{};
};

class alignas(64) span_slot {
public:
    // Only on the shard.
    void begin(const span_start& s, const trace_context& trace) noexcept;
    void handler_begins(const std::string* route, time_point now) noexcept {
        route_.store(route, std::memory_order_release);
        handler_ = now;
    }
    void answered(time_point now) noexcept { answered_ = now; }
    void end(int status, bool complete, time_point now) noexcept;
    /// Readers see nothing in it any more.
    void clear() noexcept;

    [[nodiscard]] bool is_of(std::uint64_t span_id) const noexcept {
        return span_id_.get() == span_id;
    }
    [[nodiscard]] duration took() const noexcept { return end_.time() - first_byte_.time(); }
    [[nodiscard]] time_point ended_at() const noexcept { return end_.time(); }

    /// The place for another await; null if all are taken, which is counted.
    [[nodiscard]] awaited_slot* take_await() noexcept;
    /// It is filled: readers may look at it.
    void publish_await() noexcept { awaits_begun_ = awaits_begun_.get() + 1; }

    /// On any thread. False if there is nothing, or no consistent copy was to be had.
    [[nodiscard]] bool read(request_span& to) const noexcept;

private:
    static constexpr std::uint64_t is_empty = 0;
    static constexpr std::uint64_t is_in_flight = 1;
    static constexpr std::uint64_t is_done = 2;

    [[nodiscard]] bool copy(request_span& to) const noexcept;
    void copy_times(request_span& to) const noexcept;
    void copy_awaits(request_span& to) const noexcept;

    shared_number sequence_;
    shared_number facts_;  // see pack() in the source
    shared_number trace_high_;
    shared_number trace_low_;
    shared_number span_id_;
    shared_number parent_id_;
    std::atomic<const std::string*> route_{nullptr};  // never dies, see route_names.hpp
    shared_number awaits_begun_;
    shared_number accepted_;
    shared_number first_byte_;
    shared_number head_;
    shared_number handler_;
    shared_number answered_;
    shared_number end_;
    shared_text<144> target_;
    std::array<awaited_slot, request_span::most_awaits> awaits_;
};

}  // namespace weir::inline v0::http::detail
