// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/span_slot.hpp"

#include "http/span_ids.hpp"

#include <algorithm>

namespace weir::inline v0::http::detail {
namespace {

// `facts_`: state (2 bits), target cut, answer complete; method from bit 8, status from 16, shard
// from 32, size of the target from 48.
constexpr std::uint64_t state_bits = 3;
constexpr std::uint64_t cut_bit = 4;
constexpr std::uint64_t complete_bit = 8;

}  // namespace

void span_slot::begin(const span_start& s, const trace_context& trace) noexcept {
    const std::uint64_t sequence = sequence_.get();
    const std::string_view target = s.target.substr(0, target_.capacity);
    sequence_ = sequence + 1;
    trace_high_ = trace.trace_id[0];
    trace_low_ = trace.trace_id[1];
    span_id_ = trace.span_id;
    parent_id_ = s.parent_id;
    route_.store(nullptr, std::memory_order_release);
    awaits_begun_ = 0;
    accepted_ = s.accepted;
    first_byte_ = s.first_byte;
    head_ = s.head;
    handler_ = time_point{};
    answered_ = time_point{};
    end_ = time_point{};
    target_.store(target);
    facts_ = is_in_flight | (target.size() < s.target.size() ? cut_bit : 0) |
             static_cast<std::uint64_t>(s.verb) << 8U |
             static_cast<std::uint64_t>(s.shard & 0xffff) << 32U |
             static_cast<std::uint64_t>(target.size()) << 48U;
    sequence_ = sequence + 2;
}

void span_slot::end(int status, bool complete, time_point now) noexcept {
    end_ = now;
    facts_ = (facts_.get() & ~state_bits) | is_done | (complete ? complete_bit : 0) |
             static_cast<std::uint64_t>(status & 0xffff) << 16U;
}

void span_slot::clear() noexcept {
    span_id_ = 0;
    facts_ = is_empty;
}

awaited_slot* span_slot::take_await() noexcept {
    const std::uint64_t taken = awaits_begun_.get();
    if (taken < awaits_.size()) return &awaits_[taken];
    publish_await();
    return nullptr;
}

bool span_slot::read(request_span& to) const noexcept {
    constexpr int attempts = 8;
    for (int i = 0; i < attempts; ++i) {
        const std::uint64_t before = sequence_.get();
        if (before % 2 != 0) continue;
        const bool there = copy(to);
        if (sequence_.get() == before) return there;
    }
    return false;
}

bool span_slot::copy(request_span& to) const noexcept {
    const std::uint64_t facts = facts_.get();
    if ((facts & state_bits) == is_empty) return false;
    to.verb = static_cast<method>(facts >> 8U & 0xff);
    to.status = static_cast<int>(facts >> 16U & 0xffff);
    to.shard = static_cast<unsigned>(facts >> 32U & 0xffff);
    to.cut = (facts & cut_bit) != 0;
    to.complete = (facts & complete_bit) != 0;
    to.trace.trace_id = {trace_high_.get(), trace_low_.get()};
    to.trace.span_id = span_id_.get();
    to.sampled = is_sampled(to.trace.span_id);
    to.parent_id = parent_id_.get();
    const std::string* route = route_.load(std::memory_order_acquire);
    to.route = route == nullptr ? std::string_view() : *route;
    to.target_size =
        static_cast<std::uint8_t>(std::min<std::uint64_t>(facts >> 48U & 0xff, target_.capacity));
    target_.load(to.target_text, to.target_size);
    copy_awaits(to);
    copy_times(to);
    // It may have ended in between; its state was read first, and decides.
    if ((facts & state_bits) == is_in_flight) to.end = time_point{};
    return true;
}

void span_slot::copy_times(request_span& to) const noexcept {
    to.accepted = accepted_.time();
    to.first_byte = first_byte_.time();
    to.head = head_.time();
    to.handler = handler_.time();
    to.answered = answered_.time();
    to.end = end_.time();
}

void span_slot::copy_awaits(request_span& to) const noexcept {
    to.awaits_begun = static_cast<std::uint32_t>(awaits_begun_.get());
    for (std::size_t i = 0; i < to.awaits_kept(); ++i) awaits_[i].read(to.awaits[i]);
}

}  // namespace weir::inline v0::http::detail
