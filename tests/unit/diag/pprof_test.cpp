// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "pprof_reader.hpp"
#include "small_profile.hpp"

#include <weir/diag/profile_formats.hpp>

#include <tuple>

namespace weir::diag {
namespace {

using test::pprof_reader;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(pprof, has_stacks_values_and_times) {
    const pprof_reader made(to_pprof(hashing()));
    EXPECT_TRUE(made.sound);
    EXPECT_THAT(made.types, ElementsAre("samples/count", "wall/nanoseconds", "cpu/nanoseconds"));
    EXPECT_EQ(made.default_type, "wall");
    EXPECT_EQ(made.time_nanos, 1'000'000'000'000U);
    EXPECT_EQ(made.duration_nanos, 130'000'000U);
    EXPECT_THAT(made.comments, IsEmpty());
    ASSERT_EQ(made.samples.size(), 3U);
    using line = pprof_reader::line;
    const line outer{.function = "async serve", .file = "app.cpp", .number = 20};
    const auto& [alone, first, second] =
        std::tie(made.samples[0], made.samples[1], made.samples[2]);
    EXPECT_THAT(alone.locations, ElementsAre(ElementsAre(outer)));
    EXPECT_THAT(alone.values, ElementsAre(1, 10'000'000, 0));
    EXPECT_THAT(first.locations,
                ElementsAre(ElementsAre(line{"hash", "hash.cpp", 9}), ElementsAre(outer)));
    EXPECT_THAT(second.locations,
                ElementsAre(ElementsAre(line{"hash", "hash.cpp", 7}), ElementsAre(outer)));
    EXPECT_THAT(second.values, ElementsAre(1, 10'000'000, 9'000'000));
    EXPECT_EQ(second.labels, (std::map<std::string, std::string>{{"thread", "shard 0"}}));
}

TEST(pprof, keeps_inlined_frames_in_one_location) {
    profile p;
    const auto track = p.add_track("shard 0", 41);
    const auto stack = p.intern({{.function = "main"},
                                 {.function = "sum"},
                                 {.function = "reduce", .inlined = true},
                                 {.function = "plus", .inlined = true}});
    p.add_sample({.track = track, .stack = stack, .at = at(1s), .wall = 1ms});
    p.add_sample({.track = track, .stack = stack, .at = at(2s), .wall = 1ms});
    p.add_sample({.track = track, .at = at(3s), .wall = 1ms});
    const pprof_reader made(to_pprof(p));
    EXPECT_TRUE(made.sound);
    ASSERT_EQ(made.samples.size(), 2U);
    EXPECT_EQ(made.samples[0].locations[0][0].function, "(unknown)");
    using line = pprof_reader::line;
    EXPECT_THAT(
        made.samples[1].locations,
        ElementsAre(ElementsAre(line{"plus", "", 0}, line{"reduce", "", 0}, line{"sum", "", 0}),
                    ElementsAre(line{"main", "", 0})));
    EXPECT_THAT(made.samples[1].values, ElementsAre(2, 2'000'000, 0));
}

TEST(pprof, tells_what_was_dropped) {
    profile p({}, {.tracks = 1});
    static_cast<void>(p.add_track("shard 0", 41));
    static_cast<void>(p.add_track("shard 1", 42));
    p.add_sample({.track = 9});
    p.add_sample({.track = 9});
    EXPECT_THAT(pprof_reader(to_pprof(p)).comments,
                ElementsAre("dropped 2 samples", "dropped 1 tracks"));
}

}  // namespace
}  // namespace weir::diag
