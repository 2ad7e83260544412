// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A wait of the running task for another service: what is sent to it as `traceparent`, and the
/// note of the wait in the span of the request that the task runs for.

#include "http/awaited_slot.hpp"
#include "http/span_slot.hpp"

#include <weir/http/client_connection.hpp>
#include <weir/http/headers.hpp>
#include <weir/http/method.hpp>
#include <weir/http/status.hpp>
#include <weir/http/trace_headers.hpp>

#include <cstdint>
#include <string_view>
#include <system_error>

namespace weir::inline v0::http::detail {

class awaited_request {
public:
    /// Begins. Does nothing, now and later, in a task that belongs to no trace.
    awaited_request(const client_request& what, std::string_view host) noexcept;
    awaited_request() noexcept = default;
    awaited_request(awaited_request&& other) noexcept { *this = std::move(other); }
    awaited_request& operator=(awaited_request&& other) noexcept;
    /// Ends, as a failure unless there was an answer.
    ~awaited_request() { end(); }

    /// Adds the fields that carry the trace on.
    [[nodiscard]] result<void> add_fields(headers& to) const;

    void answered(status code) noexcept;
    void failed(std::error_code why) noexcept;
    /// The whole answer was read, or it was given up.
    void end() noexcept;

private:
    [[nodiscard]] bool noted() const noexcept {
        return note_ != nullptr && slot_->is_of(request_id_);
    }

    traceparent sent_;  // without an id: nothing is sent
    loop_context* loop_ = nullptr;
    span_slot* slot_ = nullptr;
    awaited_slot* note_ = nullptr;
    std::uint64_t request_id_ = 0;  // of the span that the note is in
    bool settled_ = false;
};

}  // namespace weir::inline v0::http::detail
