// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/profile/json_writer.hpp"
#include "diag/profile/v8_profile.hpp"

#include <weir/diag/profile_formats.hpp>

#include <algorithm>
#include <utility>

namespace weir::inline v0::diag {
namespace {

using detail::json_comma;
using detail::json_writer;
using detail::microseconds;

/// Where and when, as every event of the format says it.
struct place {
    int process;
    int thread;
    std::int64_t at_us;
};

/// Begins an event; the caller ends it with `}`.
void event(json_writer& to, json_comma& comma, std::string_view category, std::string_view name,
           std::string_view phase, const place& where) {
    comma.before(to);
    to.raw("\n{\"cat\":").text(category).raw(",\"name\":").text(name).raw(",\"ph\":").text(phase);
    to.raw(",\"pid\":").number(where.process).raw(",\"tid\":").number(where.thread);
    to.raw(",\"ts\":").number(where.at_us);
}

int main_thread(const profile& p) noexcept {
    return p.tracks().empty() ? 0 : p.tracks().front().thread_id;
}

/// The Chromium names that DevTools looks for: without them it shows a heap of nameless threads.
void write_names(json_writer& to, json_comma& comma, const profile& p, std::int64_t start_us) {
    const int process = p.about().process_id;
    const std::string main_name = p.tracks().empty() ? "" : p.tracks().front().name;
    event(to, comma, "disabled-by-default-devtools.timeline", "TracingStartedInBrowser", "I",
          {process, main_thread(p), start_us});
    to.raw(
        ",\"s\":\"t\",\"args\":{\"data\":{\"frameTreeNodeId\":1,\"persistentIds\":true,"
        "\"frames\":[{\"frame\":\"weir\",\"name\":\"\",\"isInPrimaryMainFrame\":true,"
        "\"isOutermostMainFrame\":true,\"processId\":");
    to.number(process)
        .raw(",\"url\":")
        .text("weir://" + p.about().program + "/" + main_name)
        .raw("}]}}}");
    event(to, comma, "__metadata", "process_name", "M", {process, main_thread(p), 0});
    to.raw(",\"args\":{\"name\":\"Renderer\"}}");
    for (const profile_track& track : p.tracks()) {
        const bool first = &track == &p.tracks().front();
        event(to, comma, "__metadata", "thread_name", "M", {process, track.thread_id, 0});
        to.raw(",\"args\":{\"name\":").text(first ? "CrRendererMain" : track.name).raw("}}");
    }
}

void write_samples(json_writer& to, json_comma& comma, const profile& p, std::uint32_t track) {
    constexpr std::string_view category = "disabled-by-default-v8.cpu_profiler";
    const detail::v8_profile samples(p, track);
    if (samples.empty()) return;
    const place where{p.about().process_id, p.tracks()[track].thread_id, samples.start_us()};
    const std::string id = ",\"id\":\"" + std::to_string(track + 1) + "\"";
    event(to, comma, category, "Profile", "P", where);
    to.raw(id).raw(",\"args\":{\"data\":{\"startTime\":").number(samples.start_us()).raw("}}}");
    event(to, comma, category, "ProfileChunk", "P", where);
    to.raw(id).raw(",\"args\":{\"data\":{\"endTime\":").number(samples.end_us());
    to.raw(",\"cpuProfile\":{\"nodes\":[");
    samples.write_nodes_by_parent(to);
    to.raw("],\"samples\":[");
    samples.write_samples(to);
    to.raw("]},\"timeDeltas\":[");
    samples.write_deltas(to);
    to.raw("]}}}");
}

void append_property(std::string& to, std::string_view name, std::string_view value) {
    if (to.back() == ']') to += ',';
    to += '[';
    detail::append_json(to, name);
    to += ',';
    detail::append_json(to, value);
    to += ']';
}

/// DevTools shows a measurement with this text on a track of its own.
std::string stall_detail(const profile_stall& s, const profile_track& track) {
    std::string text =
        R"({"devtools":{"dataType":"track-entry","track":"Stalls","color":"error","tooltipText":)";
    detail::append_json(text, s.cause + " in " + s.culprit);
    text += ",\"properties\":[";
    append_property(text, "cause", s.cause);
    append_property(text, "culprit", s.culprit);
    append_property(text, "shard", track.name);
    std::string chain;
    for (const std::string& line : s.await_chain) chain += (chain.empty() ? "" : " \u2190 ") + line;
    append_property(text, "await chain", chain);
    for (const auto& [name, value] : s.properties) append_property(text, name, value);
    return text + "]}}";
}

void write_stall(json_writer& to, json_comma& comma, const profile& p, const profile_stall& s,
                 std::size_t number) {
    const profile_track& track = p.tracks()[s.track];
    const std::string id = ",\"id2\":{\"local\":\"" + std::to_string(number + 1) + "\"}";
    const std::string name = s.culprit + ": " + s.cause;
    const int process = p.about().process_id;
    event(to, comma, "blink.user_timing", name, "b",
          {process, track.thread_id, microseconds(s.begin)});
    to.raw(id).raw(",\"args\":{\"detail\":").text(stall_detail(s, track)).raw("}}");
    event(to, comma, "blink.user_timing", name, "e",
          {process, track.thread_id, microseconds(s.end)});
    to.raw(id).raw(",\"args\":{}}");
}

/// Of all that is in the profile; 0 to 0 if that is nothing.
std::pair<std::int64_t, std::int64_t> range_us(const profile& p) {
    std::pair range(time_point::max(), time_point::min());
    const auto include = [&](time_point begin, time_point end) {
        range = {std::min(range.first, begin), std::max(range.second, end)};
    };
    for (const profile_sample& s : p.samples()) include(s.at - s.wall, s.at);
    for (const profile_stall& s : p.stalls()) include(s.begin, s.end);
    if (range.first > range.second) return {0, 0};
    return {microseconds(range.first), microseconds(range.second)};
}

/// DevTools (Chromium 156) never ends looking for the main thread's tasks if there is none.
void write_range(json_writer& to, json_comma& comma, const profile& p,
                 std::pair<std::int64_t, std::int64_t> range) {
    for (const std::int64_t at_us : {range.first, range.second}) {
        event(to, comma, "disabled-by-default-devtools.timeline", "RunTask", "X",
              {p.about().process_id, main_thread(p), at_us});
        to.raw(",\"dur\":1,\"args\":{}}");
    }
}

void write_metadata(json_writer& to, const profile& p) {
    const profile_drops& d = p.drops();
    to.raw("\"metadata\":{\"source\":\"weir\",\"program\":").text(p.about().program);
    to.raw(",\"droppedSamples\":").number(d.samples);
    to.raw(",\"droppedStacks\":").number(d.stacks);
    to.raw(",\"droppedFrames\":").number(d.frames);
    to.raw(",\"droppedNames\":").number(d.names);
    to.raw(",\"droppedStalls\":").number(d.stalls);
    to.raw(",\"droppedTracks\":").number(d.tracks).raw("}");
}

}  // namespace

void write_trace(const profile& p, const profile_sink& sink) {
    json_writer to(sink);
    json_comma comma;
    to.raw("{");
    write_metadata(to, p);
    to.raw(",\"traceEvents\":[");
    const auto range = range_us(p);
    write_names(to, comma, p, range.first);
    write_range(to, comma, p, range);
    for (std::uint32_t track = 0; track < p.tracks().size(); ++track)
        write_samples(to, comma, p, track);
    for (std::size_t i = 0; i < p.stalls().size(); ++i) write_stall(to, comma, p, p.stalls()[i], i);
    to.raw("]}\n").finish();
}

std::string to_trace(const profile& p) {
    std::string text;
    write_trace(p, [&](std::string_view piece) { text += piece; });
    return text;
}

}  // namespace weir::inline v0::diag
