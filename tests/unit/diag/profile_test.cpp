// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/diag/profile.hpp>

#include <string>
#include <vector>

namespace weir::diag {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

time_point at(duration since) {
    return time_point(since);
}

/// Function names of a stack, outermost first.
std::vector<std::string> names(const profile& p, std::uint32_t stack) {
    std::vector<std::string> found;
    for (; stack != profile::no_stack; stack = p.nodes()[stack].parent)
        found.emplace(found.begin(), p.text(p.frame_of(stack).function));
    return found;
}

TEST(profile, equal_stacks_are_one) {
    profile p;
    const auto first = p.intern({{.function = "main"}, {.function = "f", .file = "f.cpp"}});
    const auto nodes = p.nodes().size();
    EXPECT_EQ(p.intern({{.function = "main"}, {.function = "f", .file = "f.cpp"}}), first);
    EXPECT_EQ(p.nodes().size(), nodes);
    EXPECT_THAT(names(p, first), ElementsAre("main", "f"));
}

TEST(profile, tells_frames_apart_by_all_they_say) {
    profile p;
    const std::vector<profile_frame> different{
        {.function = "f"},
        {.function = "g"},
        {.function = "f", .file = "f.cpp"},
        {.function = "f", .line = 7},
        {.function = "f", .kind = frame_kind::async},
        {.function = "f", .kind = frame_kind::kernel},
        {.function = "f", .inlined = true},
        {.function = "f", .doubtful = true},
    };
    for (const profile_frame& f : different) static_cast<void>(p.intern({f}));
    EXPECT_EQ(p.nodes().size(), 1 + different.size());
    const auto kept = p.frame_of(p.intern({{.function = "f", .line = 7}}));
    EXPECT_EQ(kept.line, 7U);
    EXPECT_EQ(p.text(kept.file), "");
}

TEST(profile, stacks_share_what_they_begin_with) {
    profile p;
    const auto outer = p.intern({{.function = "serve", .kind = frame_kind::async}});
    const auto one =
        p.intern({{.function = "serve", .kind = frame_kind::async}, {.function = "hash"}});
    const auto other =
        p.intern({{.function = "serve", .kind = frame_kind::async}, {.function = "parse"}});
    EXPECT_EQ(p.nodes()[one].parent, outer);
    EXPECT_EQ(p.nodes()[other].parent, outer);
    EXPECT_EQ(p.nodes().size(), 4U);
}

TEST(profile, a_stack_without_frames_is_the_unknown_one) {
    profile p;
    EXPECT_EQ(p.intern(std::span<const profile_frame>()), profile::no_stack);
}

TEST(profile, keeps_samples_as_they_come_and_no_negative_time) {
    profile p;
    const auto track = p.add_track("shard 0", 41);
    p.add_sample({.track = track, .at = at(2s), .wall = 10ms, .cpu = 4ms});
    p.add_sample({.track = track, .at = at(1s), .wall = -5ms, .cpu = -1ns});
    ASSERT_EQ(p.samples().size(), 2U);
    EXPECT_EQ(p.samples()[0].cpu, 4ms);
    EXPECT_EQ(p.samples()[1].at, at(1s));
    EXPECT_EQ(p.samples()[1].wall, 0ns);
    EXPECT_EQ(p.samples()[1].cpu, 0ns);
    EXPECT_EQ(p.tracks()[track].thread_id, 41);
}

TEST(profile, samples_of_nothing_known_are_dropped) {
    profile p;
    p.add_sample({.track = 0, .at = at(1s)});
    const auto track = p.add_track("shard 0", 41);
    p.add_sample({.track = track, .stack = 99, .at = at(1s)});
    p.add_sample({.track = profile::no_track, .at = at(1s)});
    EXPECT_TRUE(p.samples().empty());
    EXPECT_EQ(p.drops().samples, 3U);
}

TEST(profile, bounds_samples_and_tracks) {
    profile p({}, {.tracks = 1, .samples = 2});
    const auto track = p.add_track("shard 0", 41);
    EXPECT_EQ(p.add_track("shard 1", 42), profile::no_track);
    for (int i = 0; i < 5; ++i) p.add_sample({.track = track, .at = at(1s * i)});
    EXPECT_EQ(p.samples().size(), 2U);
    EXPECT_EQ(p.drops(), (profile_drops{.samples = 3, .tracks = 1}));
}

TEST(profile, a_stack_that_finds_no_room_is_kept_as_one_that_says_so) {
    profile p({}, {.nodes = 3});
    const auto known = p.intern({{.function = "main"}, {.function = "f"}});
    const auto lost = p.intern({{.function = "main"}, {.function = "g"}});
    EXPECT_THAT(names(p, lost), ElementsAre("(stack not kept)"));
    EXPECT_EQ(p.intern({{.function = "main"}, {.function = "h"}}), lost);
    EXPECT_EQ(p.intern({{.function = "main"}, {.function = "f"}}), known);
    EXPECT_EQ(p.drops().stacks, 2U);
    for (int i = 0; i < 100; ++i)
        static_cast<void>(p.intern({{.function = "x", .line = static_cast<unsigned>(i)}}));
    EXPECT_LE(p.nodes().size(), 4U);
    EXPECT_LE(p.frames().size(), 5U);
}

TEST(profile, leaves_out_the_middle_of_deep_stacks) {
    profile p({}, {.depth = 4});
    std::vector<profile_frame> frames;
    for (const char* name : {"a", "b", "c", "d", "e", "f"}) frames.push_back({.function = name});
    EXPECT_THAT(names(p, p.intern(frames)), ElementsAre("a", "b", "(frames left out)", "e", "f"));
    EXPECT_EQ(p.drops().frames, 2U);
    frames.resize(4);
    EXPECT_THAT(names(p, p.intern(frames)), ElementsAre("a", "b", "c", "d"));
    EXPECT_EQ(p.drops().frames, 2U);
}

TEST(profile, bounds_names_together_and_one_by_one) {
    profile p({}, {.text_bytes = 10, .name_bytes = 6});
    EXPECT_THAT(names(p, p.intern({{.function = "ab\xE2\x82\xAC\xE2\x82\xAC"}})),
                ElementsAre("ab\xE2\x82\xAC"))
        << "cut between characters";
    EXPECT_EQ(p.drops().names, 1U);
    EXPECT_THAT(names(p, p.intern({{.function = "12345"}})), ElementsAre("12345"));
    EXPECT_THAT(names(p, p.intern({{.function = "1"}})), ElementsAre("(name not kept)"));
    EXPECT_EQ(p.drops().names, 2U);
}

TEST(profile, cuts_bytes_that_are_no_text_where_it_must) {
    profile p({}, {.name_bytes = 8});
    EXPECT_THAT(names(p, p.intern({{.function = std::string(20, '\x80')}})),
                ElementsAre(std::string(8, '\x80')));
}

TEST(profile, bounds_stalls_by_count_and_by_text) {
    profile p({}, {.stalls = 2, .text_bytes = 20, .name_bytes = 8});
    const auto track = p.add_track("shard 0", 41);
    p.add_stall({.track = track, .begin = at(2s), .end = at(1s), .cause = "0123456789"});
    ASSERT_EQ(p.stalls().size(), 1U);
    EXPECT_EQ(p.stalls()[0].cause, "01234567");
    EXPECT_EQ(p.stalls()[0].end, at(2s)) << "not before it began";
    p.add_stall({.track = track, .await_chain = {"1234567", "1234567"}});
    EXPECT_EQ(p.drops().stalls, 1U) << "8 of 20 bytes are taken";
    p.add_stall({.track = track, .properties = {{"key", "value"}}});
    p.add_stall({.track = track});
    p.add_stall({.track = 7});
    EXPECT_EQ(p.stalls().size(), 2U);
    EXPECT_EQ(p.drops().stalls, 3U);
}

TEST(profile, knows_which_track_to_look_at) {
    profile p;
    EXPECT_EQ(p.most_interesting_track(), 0U);
    for (const char* name : {"shard 0", "shard 1", "shard 2"})
        static_cast<void>(p.add_track(name, 41));
    p.add_sample({.track = 0, .at = at(1s), .wall = 50ms, .cpu = 1ms});
    p.add_sample({.track = 1, .at = at(1s), .wall = 10ms, .cpu = 10ms});
    EXPECT_EQ(p.most_interesting_track(), 1U);
    p.add_stall({.track = 1, .begin = at(1s), .end = at(2s)});
    p.add_stall({.track = 2, .begin = at(1s), .end = at(3s)});
    EXPECT_EQ(p.most_interesting_track(), 2U);
}

TEST(profile, a_copy_is_independent) {
    profile p;
    const auto stack = p.intern({{.function = "main"}, {.function = "f"}});
    profile copy = p;
    static_cast<void>(p.intern({{.function = "only in the first"}}));
    EXPECT_THAT(names(copy, stack), ElementsAre("main", "f"));
    EXPECT_EQ(copy.intern({{.function = "main"}, {.function = "f"}}), stack);
    EXPECT_EQ(copy.nodes().size(), 3U);
}

}  // namespace
}  // namespace weir::diag
