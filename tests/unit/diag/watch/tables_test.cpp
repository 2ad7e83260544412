// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/watch/blocking_sites.hpp"
#include "diag/watch/live_note.hpp"
#include "diag/watch/sample_ring.hpp"
#include "diag/watch/stall_queue.hpp"

#include <thread>

namespace weir::diag {
namespace {

TEST(live_note, is_read_whole_while_it_is_written) {
    live_note note;
    std::atomic<bool> done{false};
    std::thread writer([&] {
        for (std::uint64_t i = 1; !done; ++i) {
            live_text text;
            text.begun_ns = text.stall_id = i;
            text.set_culprit(std::string(i % 200, static_cast<char>('a' + i % 26)));
            note.write(text);
        }
    });
    for (int i = 0; i < 20'000; ++i) {
        const live_text text = note.read();
        ASSERT_EQ(text.begun_ns, text.stall_id);
        ASSERT_EQ(std::string(text.culprit.data()),
                  std::string(text.begun_ns % 200, static_cast<char>('a' + text.begun_ns % 26)));
    }
    done = true;
    writer.join();
}

TEST(live_note, cuts_what_is_too_long) {
    live_text text;
    text.set_culprit(std::string(1000, 'x'));
    EXPECT_EQ(std::string(text.culprit.data()).size(), text.culprit.size() - 1);
}

TEST(blocking_sites, counts_each_site_and_the_rest_elsewhere) {
    blocking_sites sites;
    std::vector<std::uint64_t> places(4 * blocking_sites::capacity * 2);
    for (std::size_t i = 0; i < places.size(); i += 2) sites.count(&places[i], i);
    sites.count(&places[0], 7);
    sites.count(nullptr, 9);
    std::uint64_t total = 0;
    std::uint64_t longest_of_first = 0;
    sites.for_each([&](const blocking_sites::entry& e) {
        total += e.blocked;
        if (e.site == &places[0]) longest_of_first = e.longest_ns;
    });
    EXPECT_EQ(total, places.size() / 2 + 2);
    EXPECT_EQ(longest_of_first, 7U);
}

raw_sample sample_at(std::uint64_t ns) {
    raw_sample s;
    s.at_ns = ns;
    s.size = 1;
    s.frames[0] = ns;
    return s;
}

TEST(sample_ring, keeps_the_last_in_order) {
    sample_ring ring;
    for (std::uint64_t i = 1; i <= sample_ring::capacity + 10; ++i) ring.push(sample_at(i));
    const auto all = ring.since(0);
    ASSERT_EQ(all.size(), sample_ring::capacity);
    EXPECT_EQ(all.front().at_ns, 11U);
    EXPECT_EQ(all.back().at_ns, sample_ring::capacity + 10);
    EXPECT_EQ(ring.since(sample_ring::capacity + 9).size(), 2U);
    ring.clear();
    EXPECT_TRUE(ring.since(0).empty());
}

TEST(sample_ring, a_frame_keeps_its_doubt) {
    raw_sample s;
    const std::array<native_frame, 2> frames{native_frame{1, false}, native_frame{2, true}};
    s.set_frames(frames);
    EXPECT_THAT(native_frames(s), testing::ElementsAre(frames[0], frames[1]));
}

TEST(stall_queue, drops_and_counts_when_nobody_takes) {
    stall_queue queue;
    raw_stall stall;
    for (std::size_t i = 0; i < stall_queue::capacity + 3; ++i) {
        stall.id = i + 1;
        queue.push(stall);
    }
    EXPECT_EQ(queue.dropped(), 3U);
    EXPECT_TRUE(queue.wait(stall).has_stall);
    EXPECT_EQ(stall.id, 1U);
}

TEST(stall_queue, ends_when_all_is_taken) {
    stall_queue queue;
    raw_stall stall;
    queue.push(stall);
    queue.ask_for_profile(profile_wish::now);
    queue.close();
    const stall_queue::work first = queue.wait(stall);
    EXPECT_TRUE(first.has_stall);
    EXPECT_EQ(first.profile, profile_wish::now);
    EXPECT_FALSE(first.closed);
    EXPECT_TRUE(queue.wait(stall).closed);
}

}  // namespace
}  // namespace weir::diag
