// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/live_request.hpp"

#include "http/span_clock.hpp"
#include "http/span_ids.hpp"

#include <weir/http/trace_headers.hpp>
#include <weir/rt/shard.hpp>

namespace weir::inline v0::http::detail {

live_request::live_request(loop_context& loop) noexcept : loop_(loop), board_(span_board::here()) {
    if (const shard* here = shard::this_shard()) shard_ = here->index();
}

live_request* live_request::of(const trace_context& trace) noexcept {
    const span_board* here = span_board::existing();
    live_request* found = here == nullptr ? nullptr : here->owner_of(slot_of(trace.span_id));
    return found != nullptr && found->trace_.span_id == trace.span_id ? found : nullptr;
}

const trace_context& live_request::begin(span_start start, const headers& fields) noexcept {
    const auto caller = incoming_trace(fields);
    index_ = board_ == nullptr ? no_slot : board_->take(*this);
    trace_.trace_id = caller ? caller->context.trace_id : new_trace_id(loop_);
    trace_.span_id = make_span_id(loop_.random(), index_, !caller || caller->sampled);
    fields_ = &fields;
    if (index_ == no_slot) return trace_;
    start.shard = shard_;
    start.parent_id = caller ? caller->context.span_id : 0;
    streamed_ = true;  // until it has answered
    slot_ = &board_->at(index_);
    slot_->begin(start, trace_);
    return trace_;
}

void live_request::handler_begins(const std::string* route) noexcept {
    if (slot_ != nullptr) slot_->handler_begins(route, span_now(loop_));
}

void live_request::answered(bool streamed) noexcept {
    if (slot_ == nullptr) return;
    turn_ = loop_.now();
    answered_ = span_now(loop_);
    streamed_ = streamed;
    slot_->answered(answered_);
}

void live_request::end(int status, bool complete) noexcept {
    if (slot_ == nullptr) return;
    // A text that leaves in the turn it was made in takes no time worth another look at the clock.
    const bool at_once = !streamed_ && loop_.now() == turn_;
    slot_->end(status, complete, at_once ? answered_ : span_now(loop_));
    slot_ = nullptr;
    board_->finished(index_);
}

}  // namespace weir::inline v0::http::detail
