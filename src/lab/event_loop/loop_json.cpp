// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/loop_json.hpp"

#include "lab/json_parts.hpp"

namespace weir::inline v0::lab {
namespace {

using json = nlohmann::ordered_json;

json phase_json(const ping_phase& phase) {
    json object = {{"seconds", number(phase.seconds)},
                   {"due", phase.due},
                   {"ok", phase.ok},
                   {"errors", phase.errors},
                   {"certified", phase.certified}};
    add_latency(object, phase);
    object["percentiles"] = percentiles(phase);
    return object;
}

json calls_json(const route_calls& calls) {
    json object = {{"ok", calls.ok}, {"errors", calls.errors}, {"cpu_ms", number(calls.cpu_ms)}};
    add_latency(object, calls);
    return object;
}

json stalls_json(const route_stalls& stalls) {
    json object = {{"watched", stalls.watched},
                   {"count", stalls.count},
                   {"longest_ms", number(stalls.longest_ms)},
                   {"cause", text_or_null(stalls.cause)},
                   {"culprit", text_or_null(stalls.culprit)},
                   {"named_by", text_or_null(stalls.named_by)}};
    json record = json::parse(stalls.record, nullptr, false);
    object["record"] = record.is_discarded() ? json(nullptr) : std::move(record);
    return object;
}

json flame_json(const std::vector<flame_line>& flame) {
    json lines = json::array();
    for (const auto& [stack, us] : flame) lines.push_back({stack, us});
    return lines;
}

json route_json(const loop_route& r) {
    return {{"path", r.path},
            {"what", r.what},
            {"harms", r.harms},
            {"function", text_or_null(r.function)},
            {"verdict", text_or_null(r.verdict)},
            {"ping",
             {{"before", phase_json(r.before)},
              {"during", phase_json(r.during)},
              {"after", phase_json(r.after)}}},
            {"calls", calls_json(r.calls)},
            {"longest_turn_ms", number(r.longest_turn_ms)},
            {"stalls", stalls_json(r.stalls)},
            {"flame", flame_json(r.flame)}};
}

json subject_json(const loop_subject& s) {
    return {{"name", s.name},
            {"title", s.title},
            {"verdict", text_or_null(s.verdict)},
            {"routes", each(s.routes, route_json)}};
}

json check_json(const report_check& c) {
    return {{"name", c.name}, {"claim", c.claim}, {"found", c.found}, {"held", c.held}};
}

}  // namespace

json subjects_json(const std::vector<loop_subject>& subjects) {
    return each(subjects, subject_json);
}

json checks_json(const std::vector<report_check>& checks) {
    return each(checks, check_json);
}

}  // namespace weir::inline v0::lab
