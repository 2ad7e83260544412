// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "http/span_board.hpp"

#include <weir/http/request_span.hpp>

namespace weir::inline v0::http {

std::string_view to_string(request_stage stage) noexcept {
    constexpr std::array<std::string_view, 4> names{"queued", "handler", "sending", "done"};
    return names[static_cast<std::size_t>(stage)];
}

std::string_view to_string(await_outcome outcome) noexcept {
    constexpr std::array<std::string_view, 5> names{"pending", "answered", "failed", "timed_out",
                                                    "canceled"};
    return names[static_cast<std::size_t>(outcome)];
}

request_stage request_span::stage() const noexcept {
    if (end != time_point{}) return request_stage::done;
    if (answered != time_point{}) return request_stage::sending;
    return handler != time_point{} ? request_stage::handler : request_stage::queued;
}

void visit_request_spans(span_visitor visit, void* context) {
    request_span span;
    for (const auto* board = detail::span_board::first(); board != nullptr; board = board->next())
        for (std::size_t i = 0; i < board->size(); ++i)
            if ((*board)[i].read(span)) visit(context, span);
}

void keep_request_spans(bool on) noexcept {
    detail::span_board::switch_keeping(on);
}

std::uint64_t requests_without_span() noexcept {
    std::uint64_t sum = 0;
    for (const auto* board = detail::span_board::first(); board != nullptr; board = board->next())
        sum += board->refused();
    return sum;
}

}  // namespace weir::inline v0::http
