// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/calendar.hpp"
#include "diag/admin/pages.hpp"

#include <weir/diag/handles.hpp>
#include <weir/diag/requests.hpp>
#include <weir/diag/tasks.hpp>

namespace weir::inline v0::diag::detail {
namespace {

constexpr std::size_t most_entries = 10'000;

}  // namespace

admin_reply tasks_reply(const admin_request& request, const admin_context&) {
    const std::string filter = request.query.get("filter").value_or("");
    return wants_text(request) ? text_reply(tasks_text(most_entries, filter))
                               : json_reply(tasks_json(most_entries, filter));
}

admin_reply handles_reply(const admin_request& request, const admin_context&) {
    const std::string filter = request.query.get("filter").value_or("");
    return wants_text(request) ? text_reply(handles_text(most_entries, filter))
                               : json_reply(handles_json(most_entries, filter));
}

admin_reply requests_reply(const admin_request& request, const admin_context&) {
    const auto limit = number_of(request, "limit", 20, 1, 256);
    if (!limit) return refusal(http::status::bad_request, limit.error());
    const requests_query query{.limit = *limit};
    if (wants_text(request)) return text_reply(describe(requests_snapshot(clock::now(), query)));
    return json_reply(requests_json(clock::now(), wall_now(), query));
}

}  // namespace weir::inline v0::diag::detail
