// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/requests/best_spans.hpp"

#include <weir/diag/requests.hpp>

#include <algorithm>

namespace weir::inline v0::diag {

requests_overview requests_snapshot(time_point now, const requests_query& query) {
    constexpr std::size_t most = 256;
    const std::size_t limit = std::min(query.limit, most);
    detail::best_spans oldest(limit);
    detail::best_spans slowest(limit);
    detail::best_spans recent(limit);
    requests_overview all{.now = now, .without_span = http::requests_without_span()};
    http::for_each_request_span([&](const http::request_span& span) {
        const duration took = span.took(now);
        if (span.stage() != http::request_stage::done) {
            ++all.in_flight;
            oldest.offer(span, took);
            return;
        }
        if (now - span.end <= query.window) slowest.offer(span, took);
        recent.offer(span, span.end.time_since_epoch());
    });
    all.oldest = oldest.take();
    all.slowest = slowest.take();
    all.recent = recent.take();
    return all;
}

std::string requests_json(time_point now, wall_clock_time at, const requests_query& query) {
    return to_json(requests_snapshot(now, query), at);
}

}  // namespace weir::inline v0::diag
