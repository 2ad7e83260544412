// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The request that a connection serves: draws its trace context, and keeps its span up to date.

#include "http/span_board.hpp"
#include "http/span_slot.hpp"

#include <weir/coro/environment.hpp>
#include <weir/http/headers.hpp>

#include <cstdint>
#include <string>

namespace weir::inline v0::http::detail {

class live_request {
public:
    /// Makes spans on this loop, which runs on the calling thread.
    explicit live_request(loop_context& loop) noexcept;
    live_request(const live_request&) = delete;
    live_request& operator=(const live_request&) = delete;
    ~live_request() { end(0, false); }

    /// That which goes on on this thread under that context, null if there is none.
    [[nodiscard]] static live_request* of(const trace_context& trace) noexcept;

    /// A request begins; `fields` live until it ends. Its context: the caller's trace, or a new
    /// one.
    [[nodiscard]] const trace_context& begin(span_start start, const headers& fields) noexcept;
    /// `route` is null if none fits.
    void handler_begins(const std::string* route) noexcept;
    /// `streamed`: the rest of the answer is still made while it is sent.
    void answered(bool streamed) noexcept;
    void end(int status, bool complete) noexcept;

    [[nodiscard]] const trace_context& trace() const noexcept { return trace_; }
    /// As the caller sent them.
    [[nodiscard]] const headers& fields() const noexcept { return *fields_; }
    /// Null if it has none.
    [[nodiscard]] span_slot* slot() const noexcept { return slot_; }

private:
    loop_context& loop_;
    span_board* board_;
    span_slot* slot_ = nullptr;
    std::uint16_t index_ = no_slot;
    unsigned shard_ = 0;
    bool streamed_ = false;
    time_point turn_{};  // in which the handler answered
    time_point answered_{};
    trace_context trace_;
    const headers* fields_ = nullptr;
};

}  // namespace weir::inline v0::http::detail
