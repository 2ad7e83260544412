// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/pages.hpp"

#include "diag/admin/calendar.hpp"
#include "diag/admin/inspector_page.hpp"
#include "diag/admin/json_object.hpp"
#include "diag/admin/quick_reply.hpp"
#include "diag/admin/readiness.hpp"
#include "diag/admin/shards_json.hpp"
#include "diag/admin/slot.hpp"
#include "diag/admin/watch_settings.hpp"
#include "diag/metrics/own_metrics.hpp"

#include <weir/diag/monitor.hpp>

#include <algorithm>
#include <array>

namespace weir::inline v0::diag::detail {
namespace {

std::string stalls_text(const std::vector<stall_record>& stalls) {
    if (stalls.empty()) return "No shard has stalled.\n";
    std::string text;
    for (const stall_record& s : stalls)
        text += "#" + std::to_string(s.id) + " " + iso_text(s.begun) + " " + describe(s) + "\n";
    return text;
}

std::string stalls_json(const std::vector<stall_record>& stalls) {
    json_object o;
    o.add("available", true).add("at", iso_text(wall_now()));
    o.add_raw("counts", counts_json(counts()));
    return o.add_raw("stalls", json_array(stalls, [](const stall_record& s) { return to_json(s); }))
               .text() +
           "\n";
}

}  // namespace

admin_reply inspector_reply(const admin_request&, const admin_context&) {
    admin_reply reply{.type = "text/html; charset=utf-8"};
    reply.page = true;
    reply.body = inspector_page();
    return reply;
}

/// For requests that the quick path left to the general one.
admin_reply livez_reply(const admin_request&, const admin_context&) {
    std::array<char, 3072> stall;
    std::array<char, 3584> body;
    const duration threshold = watch_settings_now().liveness_threshold;
    const liveness_answer now = liveness(stall);
    const std::size_t size = write_livez_body(body, now.oldest_stall, threshold,
                                              {stall.data(), std::min(now.size, stall.size())});
    admin_reply reply = json_reply({body.data(), size});
    if (now.oldest_stall > threshold) reply.status = http::status::service_unavailable;
    return reply;
}

admin_reply readyz_reply(const admin_request&, const admin_context&) {
    const std::string why = why_not_ready();
    json_object o;
    o.add("ready", why.empty());
    if (!why.empty()) o.add("why", why);
    admin_reply reply = json_reply(o.text() + "\n");
    if (!why.empty()) reply.status = http::status::service_unavailable;
    return reply;
}

admin_reply metrics_reply(const admin_request&, const admin_context& context) {
    metrics_writer page;
    write_own_metrics(page);
    page.gauge("weir_admin_connections", "Connections of the admin listener.", {},
               static_cast<double>(context.connections));
    page.counter("weir_admin_requests_total", "Requests that the admin listener answered.", {},
                 static_cast<double>(context.requests));
    metrics_source::write_all(page);
    write_dropped(page);
    admin_reply reply{.type = "text/plain; version=0.0.4; charset=utf-8"};
    reply.body = page.text();
    return reply;
}

admin_reply events_reply(const admin_request&, const admin_context& context) {
    if (context.subscribers >= event_slots)
        return refusal(http::status::service_unavailable,
                       "eight subscribers are all that this listener serves");
    admin_reply reply{.type = "text/event-stream"};
    reply.body = "retry: 1000\n\n";
    reply.subscribe = true;
    return reply;
}

admin_reply shards_reply(const admin_request&, const admin_context& context) {
    return json_reply(shards_json(context));
}

admin_reply stalls_reply(const admin_request& request, const admin_context&) {
    const auto limit = number_of(request, "limit", 256, 1, 100'000);
    const auto id = number_of(request, "id", 0, 1, UINT64_MAX);
    if (!limit) return refusal(http::status::bad_request, limit.error());
    if (!id) return refusal(http::status::bad_request, id.error());
    std::vector<stall_record> stalls = recent_stalls(*id != 0 ? SIZE_MAX : *limit);
    if (*id != 0) std::erase_if(stalls, [&](const stall_record& s) { return s.id != *id; });
    return wants_text(request) ? text_reply(stalls_text(stalls)) : json_reply(stalls_json(stalls));
}

admin_reply cancel_reply(const admin_request&, const admin_context&) {
    return refusal(http::status::not_implemented, "this build cannot stop single tasks");
}

}  // namespace weir::inline v0::diag::detail
