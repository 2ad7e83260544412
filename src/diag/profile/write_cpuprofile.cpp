// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/profile/v8_profile.hpp"

#include <weir/diag/profile_formats.hpp>

namespace weir::inline v0::diag {
namespace {

void write_texts(detail::json_writer& to, const std::vector<std::string>& lines) {
    detail::json_comma comma;
    for (const std::string& line : lines) {
        comma.before(to);
        to.text(line);
    }
}

void write_stall(detail::json_writer& to, const profile_stall& s) {
    to.raw("{\"startTime\":").number(detail::microseconds(s.begin));
    to.raw(",\"endTime\":").number(detail::microseconds(s.end));
    to.raw(",\"cause\":").text(s.cause).raw(",\"culprit\":").text(s.culprit);
    to.raw(",\"awaitChain\":[");
    write_texts(to, s.await_chain);
    to.raw("],\"properties\":{");
    detail::json_comma comma;
    for (const auto& [name, value] : s.properties) {
        comma.before(to);
        to.text(name).raw(":").text(value);
    }
    to.raw("}}");
}

/// What the format has no field for, under a name that readers skip.
void write_own(detail::json_writer& to, const profile& p, std::uint32_t track) {
    to.raw("\"weir\":{\"program\":").text(p.about().program);
    to.raw(",\"processId\":").number(p.about().process_id);
    if (track < p.tracks().size())
        to.raw(",\"track\":")
            .text(p.tracks()[track].name)
            .raw(",\"threadId\":")
            .number(p.tracks()[track].thread_id);
    const profile_drops& d = p.drops();
    to.raw(",\"dropped\":{\"samples\":").number(d.samples).raw(",\"stacks\":").number(d.stacks);
    to.raw(",\"frames\":").number(d.frames).raw(",\"names\":").number(d.names);
    to.raw(",\"stalls\":").number(d.stalls).raw(",\"tracks\":").number(d.tracks);
    to.raw("},\"stalls\":[");
    detail::json_comma comma;
    for (const profile_stall& s : p.stalls()) {
        if (s.track != track) continue;
        comma.before(to);
        write_stall(to, s);
    }
    to.raw("]}");
}

}  // namespace

void write_cpuprofile(const profile& p, std::uint32_t track, const profile_sink& sink) {
    const detail::v8_profile chosen(p, track);
    detail::json_writer to(sink);
    to.raw("{\"nodes\":[");
    chosen.write_nodes(to);
    to.raw("],\"startTime\":").number(chosen.start_us());
    to.raw(",\"endTime\":").number(chosen.end_us());
    to.raw(",\"samples\":[");
    chosen.write_samples(to);
    to.raw("],\"timeDeltas\":[");
    chosen.write_deltas(to);
    to.raw("],");
    write_own(to, p, track);
    to.raw("}\n").finish();
}

std::string to_cpuprofile(const profile& p, std::uint32_t track) {
    std::string text;
    write_cpuprofile(p, track, [&](std::string_view piece) { text += piece; });
    return text;
}

}  // namespace weir::inline v0::diag
