// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "pprof_reader.hpp"
#include "small_profile.hpp"

#include <weir/diag/profile_formats.hpp>

#include <nlohmann/json.hpp>

#include <random>
#include <set>
#include <sstream>

namespace weir::diag {
namespace {

using nlohmann::json;
using test::pprof_reader;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

json cpuprofile_of(const profile& p, std::uint32_t track = 0) {
    return json::parse(to_cpuprofile(p, track));
}

const json& node_called(const json& nodes, const std::string& name) {
    for (const json& node : nodes)
        if (node["callFrame"]["functionName"] == name) return node;
    throw std::runtime_error("no node " + name);
}

std::vector<json> events_called(const json& trace, const std::string& name) {
    std::vector<json> found;
    for (const json& event : trace["traceEvents"])
        if (event["name"] == name) found.push_back(event);
    return found;
}

TEST(profile_formats, cpuprofile_of_a_small_profile) {
    EXPECT_EQ(cpuprofile_of(hashing()), json::parse(R"json({
        "nodes": [
            {"id": 1, "hitCount": 0, "children": [2, 3, 4], "callFrame": {"functionName": "(root)",
             "scriptId": "0", "url": "", "lineNumber": -1, "columnNumber": -1}
},
            {"id": 2, "hitCount": 0, "callFrame": {"functionName": "(program)",
             "scriptId": "0", "url": "", "lineNumber": -1, "columnNumber": -1}},
            {"id": 3, "hitCount": 2, "callFrame": {"functionName": "(idle)",
             "scriptId": "0", "url": "", "lineNumber": -1, "columnNumber": -1}},
            {"id": 4, "hitCount": 1, "children": [5], "positionTicks": [{"line": 20, "ticks": 1}],
             "callFrame": {"functionName": "async serve",
             "scriptId": "0", "url": "app.cpp", "lineNumber": 19, "columnNumber": 0}},
            {"id": 5, "hitCount": 2,
             "positionTicks": [{"line": 7, "ticks": 1}, {"line": 9, "ticks": 1}],
             "callFrame": {"functionName": "hash",
             "scriptId": "0", "url": "hash.cpp", "lineNumber": 6, "columnNumber": 0}}],
        "startTime": 1000000, "endTime": 1130000,
        "samples": [5, 5, 3, 4, 3], "timeDeltas": [0, 10000, 10000, 100000, 10000],
        "weir": {
    "program" : "app",
                "processId" : 77,
                "track" : "shard 0",
                          "threadId" : 41,
                          "dropped"
        : {"samples" : 0, "stacks" : 0, "frames" : 0, "names" : 0, "stalls" : 0, "tracks" : 0},
          "stalls" : []
}
})json"));
}

TEST(profile_formats, cpuprofile_has_only_its_own_track) {
    profile p = hashing();
    const auto other = p.add_track("shard 1", 42);
    p.add_sample(
        {.track = other, .stack = p.intern({{.function = "parse"}}), .at = at(2s), .wall = 1ms});
    EXPECT_THAT(to_cpuprofile(p, 0), testing::Not(HasSubstr("parse")));
    const json second = cpuprofile_of(p, other);
    EXPECT_EQ(second["samples"], json({4, 3}));
    EXPECT_EQ(second["startTime"], 1'999'000);
    EXPECT_EQ(second["weir"]["track"], "shard 1");
}

TEST(profile_formats, cpuprofile_tells_the_stalls_of_its_track_and_what_was_dropped) {
    profile p = hashing();
    p.add_stall(slow_write());
    p.add_sample({.track = 9});
    const json own = cpuprofile_of(p)["weir"];
    EXPECT_EQ(own["dropped"]["samples"], 1);
    EXPECT_EQ(own["stalls"], json::parse(R"json([{"startTime": 1005000, "endTime": 1025000,
        "cause": "syscall: fsync(4: /db)", "culprit": "save",
        "awaitChain": ["save at db.cpp:9", "serve at app.cpp:20"],
        "properties": {"trace": "4bf92f35"}
}])json"));
}

TEST(profile_formats, a_profile_without_samples_is_a_valid_file) {
    const profile p;
    const json empty = cpuprofile_of(p, 3);
    EXPECT_EQ(empty["nodes"].size(), 3U);
    EXPECT_THAT(empty["samples"], IsEmpty());
    EXPECT_THAT(empty["timeDeltas"], IsEmpty());
    EXPECT_THAT(events_called(json::parse(to_trace(p)), "ProfileChunk"), IsEmpty());
    EXPECT_EQ(events_called(json::parse(to_trace(p)), "RunTask").size(), 2U);
    EXPECT_EQ(to_collapsed(p), "");
    const pprof_reader pprof(to_pprof(p));
    EXPECT_TRUE(pprof.sound);
    EXPECT_EQ(pprof.types.size(), 3U);
    EXPECT_THAT(pprof.samples, IsEmpty());
}

TEST(profile_formats, time_without_a_sample_is_idle_unless_it_is_a_tick) {
    profile p;
    const auto track = p.add_track("shard 0", 41);
    const auto stack = p.intern({{.function = "f"}});
    for (const duration end : {10ms, 24ms, 40ms, 60ms})
        p.add_sample({.track = track, .stack = stack, .at = at(1s + end), .wall = 10ms});
    const json made = cpuprofile_of(p);
    EXPECT_EQ(made["samples"], json({4, 4, 3, 4, 3, 4, 3}));
    EXPECT_EQ(made["timeDeltas"], json({0, 10'000, 14'000, 6'000, 10'000, 10'000, 10'000}));
}

TEST(profile_formats, long_samples_do_not_swallow_the_wait_before_them) {
    profile p;
    const auto track = p.add_track("shard 0", 41);
    const auto stack = p.intern({{.function = "f"}});
    p.add_sample({.track = track, .stack = stack, .at = at(10s), .wall = 10ms});
    p.add_sample({.track = track, .stack = stack, .at = at(17s), .wall = 5s});
    EXPECT_EQ(cpuprofile_of(p)["timeDeltas"], json({0, 10'000, 1'990'000 + 10'000, 5'000'000}));
}

TEST(profile_formats, samples_in_any_order_and_overlapping_keep_time_running_forward) {
    profile p;
    const auto track = p.add_track("shard 0", 41);
    std::minstd_rand random(7);
    for (int i = 0; i < 500; ++i)
        p.add_sample(
            {.track = track,
             .stack = p.intern({{.function = "f", .line = static_cast<unsigned>(random() % 3)}}),
             .at = at(1s + 1us * (random() % 1'000'000)),
             .wall = 1us * (random() % 20'000)});
    const json made = cpuprofile_of(p);
    std::int64_t sum = made["startTime"];
    for (const json& delta : made["timeDeltas"]) {
        EXPECT_GE(delta, 0);
        sum += delta.get<std::int64_t>();
    }
    EXPECT_EQ(sum, made["endTime"]);
    EXPECT_EQ(made["samples"].size(), made["timeDeltas"].size());
}

TEST(profile_formats, names_say_what_a_frame_is) {
    profile p;
    const auto track = p.add_track("shard 0", 41);
    const auto stack = p.intern({{.function = "handle", .kind = frame_kind::async},
                                 {.function = "guess", .doubtful = true},
                                 {},
                                 {.function = "vfs_read", .kind = frame_kind::kernel}});
    p.add_sample({.track = track, .stack = stack, .at = at(1s), .wall = 3ms});
    EXPECT_EQ(to_collapsed(p), "shard 0;async handle;guess (?);(unknown);vfs_read [kernel] 3000\n");
}

TEST(profile_formats, idle_frames_and_unknown_stacks_have_the_names_that_tools_know) {
    profile p;
    const auto track = p.add_track("shard 0", 41);
    const auto wait = p.intern({{.function = "epoll_wait", .kind = frame_kind::idle}});
    p.add_sample({.track = track, .stack = wait, .at = at(1s), .wall = 2ms});
    p.add_sample({.track = track, .at = at(1s + 1ms), .wall = 1ms});
    EXPECT_EQ(to_collapsed(p), "shard 0;(program) 1000\nshard 0;(idle) 2000\n");
    EXPECT_EQ(cpuprofile_of(p)["samples"], json({3, 2, 3}));
}

TEST(profile_formats, one_function_is_one_node_whatever_its_lines) {
    profile p;
    const auto track = p.add_track("shard 0", 41);
    for (const unsigned line : {30U, 10U, 20U})
        p.add_sample({.track = track,
                      .stack = p.intern({{.function = "f", .file = "f.cpp", .line = line},
                                         {.function = "g", .file = "g.cpp"}}),
                      .at = at(1s + 1ms * line),
                      .wall = 1ms});
    EXPECT_EQ(to_collapsed(p), "shard 0;f;g 3000\n");
    const json made = cpuprofile_of(p);
    EXPECT_EQ(node_called(made["nodes"], "f")["callFrame"]["lineNumber"], 9);
    EXPECT_EQ(node_called(made["nodes"], "g")["callFrame"]["lineNumber"], -1);
    EXPECT_EQ(node_called(made["nodes"], "g")["hitCount"], 3);
}

TEST(profile_formats, collapsed_lines_stay_lines) {
    profile p;
    const auto track = p.add_track("shard;0", 41);
    p.add_sample(
        {.track = track,
         .stack = p.intern({{.function = "a;b\nc\td\r"}, {.function = "operator()(int) const"}}),
         .at = at(1s),
         .wall = 1ms});
    EXPECT_EQ(to_collapsed(p), "shard:0;a:b c d ;operator()(int) const 1000\n");
}

TEST(profile_formats, collapsed_adds_up_and_rounds) {
    profile p;
    const auto track = p.add_track("t", 41);
    const auto stack = p.intern({{.function = "f"}});
    for (int i = 0; i < 3; ++i)
        p.add_sample({.track = track, .stack = stack, .at = at(1s * i), .wall = 1us + 600ns});
    p.add_sample(
        {.track = track, .stack = p.intern({{.function = "g"}}), .at = at(9s), .wall = 400ns});
    EXPECT_EQ(to_collapsed(p), "t;f 5\n");
}

/// Every control character, what JSON escapes, and each way of not being UTF-8.
const std::vector<std::pair<std::string, std::string>> odd_texts{
    {"plain", "plain"},
    {"quote \" backslash \\ slash /", "quote \" backslash \\ slash /"},
    {std::string("\0\x01\x1F\x7F\b\f\n\r\t", 9), std::string("\0\x01\x1F\x7F\b\f\n\r\t", 9)},
    {"\u00E9 \u20AC \U0001F980", "\u00E9 \u20AC \U0001F980"},
    {"\xC3", "\uFFFD"},
    {"\xC3(", "\uFFFD("},
    {"\x80 lone", "\uFFFD lone"},
    {"\xC0\xAF", "\uFFFD\uFFFD"},
    {"\xE0\x80\xAF", "\uFFFD\uFFFD\uFFFD"},
    {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
    {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
    {"\xF0\x9F\xA6", "\uFFFD\uFFFD\uFFFD"},
    {"\xFE\xFF", "\uFFFD\uFFFD"},
    {"\xE2\x82\xAC\xE2\x82", "\u20AC\uFFFD\uFFFD"},
};

TEST(profile_formats, any_bytes_come_out_as_text) {
    for (const auto& [in, out] : odd_texts) {
        profile p({.program = in});
        const auto track = p.add_track(in, 41);
        const auto stack = p.intern({{.function = in, .file = in, .line = 1}});
        p.add_sample({.track = track, .stack = stack, .at = at(1s), .wall = 1ms});
        p.add_stall({.cause = in, .culprit = in, .await_chain = {in}, .properties = {{in, in}}});
        const json made = cpuprofile_of(p);
        EXPECT_EQ(made["nodes"][3]["callFrame"]["functionName"], out);
        EXPECT_EQ(made["nodes"][3]["callFrame"]["url"], out);
        EXPECT_EQ(made["weir"]["program"], out);
        EXPECT_EQ(made["weir"]["stalls"][0]["awaitChain"][0], out);
        const json trace = json::parse(to_trace(p));
        const auto begins = events_called(trace, out + ": " + out);
        ASSERT_EQ(begins.size(), 2U);
        EXPECT_EQ(json::parse(
                      begins[0]["args"]["detail"].get<std::string>())["devtools"]["properties"][4],
                  json({out, out}));
        const pprof_reader pprof(to_pprof(p));
        ASSERT_EQ(pprof.samples.size(), 1U);
        EXPECT_EQ(pprof.samples[0].locations[0][0].function, out);
        EXPECT_EQ(pprof.samples[0].labels.at("thread"), out);
    }
}

TEST(profile_formats, trace_has_a_thread_for_each_track) {
    profile p = hashing();
    const auto other = p.add_track("shard 1", 42);
    p.add_sample(
        {.track = other, .stack = p.intern({{.function = "parse"}}), .at = at(2s), .wall = 1ms});
    const json trace = json::parse(to_trace(p));
    EXPECT_EQ(events_called(trace, "TracingStartedInBrowser").size(), 1U);
    const auto names = events_called(trace, "thread_name");
    ASSERT_EQ(names.size(), 2U);
    EXPECT_EQ(names[0]["args"]["name"], "CrRendererMain");
    EXPECT_EQ(names[1]["args"]["name"], "shard 1");
    EXPECT_EQ(names[1]["tid"], 42);
    const auto chunks = events_called(trace, "ProfileChunk");
    ASSERT_EQ(chunks.size(), 2U);
    EXPECT_EQ(chunks[0]["id"], events_called(trace, "Profile")[0]["id"]);
    EXPECT_NE(chunks[0]["id"], chunks[1]["id"]);
    const json& data = chunks[0]["args"]["data"];
    EXPECT_EQ(data["timeDeltas"], cpuprofile_of(p)["timeDeltas"]);
    EXPECT_EQ(data["cpuProfile"]["samples"], cpuprofile_of(p)["samples"]);
    const json& nodes = data["cpuProfile"]["nodes"];
    EXPECT_FALSE(nodes[0].contains("parent"));
    EXPECT_EQ(node_called(nodes, "hash")["parent"], node_called(nodes, "async serve")["id"]);
}

TEST(profile_formats, trace_has_stalls_on_a_track_of_their_own) {
    profile p = hashing();
    p.add_stall(slow_write());
    const json trace = json::parse(to_trace(p));
    const auto events = events_called(trace, "save: syscall: fsync(4: /db)");
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0]["ph"], "b");
    EXPECT_EQ(events[0]["ts"], 1'005'000);
    EXPECT_EQ(events[1]["ph"], "e");
    EXPECT_EQ(events[1]["ts"], 1'025'000);
    EXPECT_EQ(events[0]["id2"], events[1]["id2"]);
    EXPECT_EQ(events[0]["tid"], 41);
    EXPECT_EQ(json::parse(events[0]["args"]["detail"].get<std::string>()), json::parse(R"json({
        "devtools": {"dataType": "track-entry", "track": "Stalls", "color": "error",
            "tooltipText": "syscall: fsync(4: /db) in save",
            "properties": [["cause", "syscall: fsync(4: /db)"], ["culprit", "save"],
                ["shard", "shard 0"], ["await chain", "save at db.cpp:9 ← serve at app.cpp:20"],
                ["trace", "4bf92f35"]]
}
})json"));
}

TEST(profile_formats, trace_marks_its_ends_on_the_main_thread) {
    profile p = hashing();
    p.add_stall(slow_write());
    p.add_stall({.begin = at(900ms), .end = at(3s)});
    const auto marks = events_called(json::parse(to_trace(p)), "RunTask");
    ASSERT_EQ(marks.size(), 2U);
    EXPECT_EQ(marks[0]["ts"], 900'000);
    EXPECT_EQ(marks[1]["ts"], 3'000'000);
    EXPECT_EQ(marks[0]["tid"], 41);
}

TEST(profile_formats, trace_tells_what_was_dropped) {
    profile p = hashing();
    p.add_sample({.track = 9});
    const json trace = json::parse(to_trace(p));
    EXPECT_EQ(trace["metadata"]["droppedSamples"], 1);
    EXPECT_EQ(trace["metadata"]["droppedStalls"], 0);
}

TEST(profile_formats, pieces_are_small_and_together_the_whole) {
    profile p;
    const auto track = p.add_track("shard 0", 41);
    for (unsigned i = 0; i < 5'000; ++i)
        p.add_sample({.track = track,
                      .stack = p.intern({{.function = "function " + std::to_string(i)}}),
                      .at = at(1s + 1ms * i),
                      .wall = 1ms});
    std::vector<std::size_t> sizes;
    std::string whole;
    const profile_sink sink = [&](std::string_view piece) {
        sizes.push_back(piece.size());
        whole += piece;
    };
    write_cpuprofile(p, track, sink);
    EXPECT_EQ(whole, to_cpuprofile(p, track));
    EXPECT_GT(sizes.size(), 10U);
    EXPECT_LT(std::ranges::max(sizes), 32U << 10);
    EXPECT_EQ(json::parse(whole)["nodes"].size(), 5'003U);
    sizes.clear();
    write_pprof(p, sink);
    EXPECT_LT(std::ranges::max(sizes), 32U << 10);
}

TEST(profile_formats, total_time_is_the_same_in_each) {
    const profile p = hashing();
    std::uint64_t pprof_wall = 0;
    for (const auto& sample : pprof_reader(to_pprof(p)).samples) pprof_wall += sample.values[1];
    std::uint64_t collapsed_us = 0;
    std::istringstream lines(to_collapsed(p));
    for (std::string line; std::getline(lines, line);)
        collapsed_us += std::stoull(line.substr(line.rfind(' ')));
    EXPECT_EQ(pprof_wall, 30'000'000U);
    EXPECT_EQ(collapsed_us, 30'000U);
}

TEST(profile_formats, an_exception_of_the_sink_passes_through) {
    const profile p = hashing();
    const profile_sink failing = [](std::string_view) { throw std::runtime_error("full"); };
    EXPECT_THROW(write_cpuprofile(p, 0, failing), std::runtime_error);
    EXPECT_THROW(write_trace(p, failing), std::runtime_error);
    EXPECT_THROW(write_collapsed(p, failing), std::runtime_error);
    EXPECT_THROW(write_pprof(p, failing), std::runtime_error);
}

}  // namespace
}  // namespace weir::diag
