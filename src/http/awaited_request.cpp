// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/awaited_request.hpp"

#include "http/live_request.hpp"
#include "http/span_clock.hpp"
#include "http/span_ids.hpp"

#include <weir/coro/this_task.hpp>

#include <utility>

namespace weir::inline v0::http::detail {
namespace {

await_outcome outcome_of(std::error_code why) noexcept {
    if (why == errc::timed_out) return await_outcome::timed_out;
    return why == errc::canceled ? await_outcome::canceled : await_outcome::failed;
}

std::uint64_t nonzero(std::uint64_t id) noexcept {
    return id != 0 ? id : 1;
}

}  // namespace

awaited_request::awaited_request(const client_request& what, std::string_view host) noexcept {
    const trace_context& trace = this_task::trace();
    if (!trace.valid()) return;
    loop_ = &this_task::loop();
    request_id_ = trace.span_id;
    if (what.propagate_trace && !what.fields.contains("traceparent"))
        sent_ = {.context = {trace.trace_id, nonzero(loop_->random())},
                 .sampled = is_sampled(trace.span_id)};
    const live_request* on_behalf_of = live_request::of(trace);
    slot_ = on_behalf_of == nullptr ? nullptr : on_behalf_of->slot();
    note_ = slot_ == nullptr ? nullptr : slot_->take_await();
    if (note_ == nullptr) return;
    note_->begin(what.verb, host, sent_.context.span_id, span_now(*loop_));
    slot_->publish_await();
}

awaited_request& awaited_request::operator=(awaited_request&& other) noexcept {
    if (this == &other) return *this;
    end();
    sent_ = other.sent_;
    loop_ = other.loop_;
    slot_ = other.slot_;
    note_ = std::exchange(other.note_, nullptr);
    request_id_ = other.request_id_;
    settled_ = other.settled_;
    return *this;
}

result<void> awaited_request::add_fields(headers& to) const {
    if (!sent_.context.valid()) return {};
    const traceparent_text text = format_traceparent(sent_);
    if (auto set = to.set("traceparent", text_of(text)); !set) return set;
    const live_request* on_behalf_of = live_request::of({sent_.context.trace_id, request_id_});
    if (on_behalf_of == nullptr || !on_behalf_of->fields().contains("tracestate")) return {};
    // The state belongs to the caller's traceparent: without a valid one it means nothing.
    if (!incoming_trace(on_behalf_of->fields()) || to.contains("tracestate")) return {};
    const std::string state = bounded_tracestate(on_behalf_of->fields());
    return state.empty() ? result<void>() : to.set("tracestate", state);
}

void awaited_request::answered(status code) noexcept {
    if (noted()) note_->answered(to_int(code), span_now(*loop_));
    settled_ = true;
}

void awaited_request::failed(std::error_code why) noexcept {
    if (noted()) note_->failed(outcome_of(why));
    settled_ = true;
}

void awaited_request::end() noexcept {
    if (!noted()) return;
    if (!settled_) note_->failed(await_outcome::failed);
    note_->end(span_now(*loop_));
    note_ = nullptr;
}

}  // namespace weir::inline v0::http::detail
