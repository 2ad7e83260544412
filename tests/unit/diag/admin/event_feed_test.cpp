// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/admin/event_feed.hpp"

#include "diag/admin/shards_json.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace weir::inline v0::diag::detail {
namespace {

stall_record stall(std::uint64_t id, bool ended, stall_cause cause = stall_cause::cpu) {
    stall_record r;
    r.id = id;
    r.ended = ended;
    r.cause = cause;
    return r;
}

std::vector<std::uint64_t> ids(event_feed& feed, const std::vector<stall_record>& recent) {
    std::vector<std::uint64_t> found;
    for (const stall_record* r : feed.news(recent)) found.push_back(r->id);
    return found;
}

TEST(event_feed, a_stall_is_told_when_it_begins_and_when_it_ends) {
    event_feed feed;
    EXPECT_EQ(ids(feed, {stall(1, false)}), (std::vector<std::uint64_t>{1}));
    EXPECT_EQ(ids(feed, {stall(1, false)}), (std::vector<std::uint64_t>{}));
    EXPECT_EQ(ids(feed, {stall(1, true)}), (std::vector<std::uint64_t>{1}));
    EXPECT_EQ(ids(feed, {stall(1, true)}), (std::vector<std::uint64_t>{}));
}

TEST(event_feed, a_changed_cause_is_news) {
    event_feed feed;
    static_cast<void>(feed.news({stall(1, false)}));
    EXPECT_EQ(ids(feed, {stall(1, false, stall_cause::lock)}), (std::vector<std::uint64_t>{1}));
}

TEST(event_feed, several_come_oldest_first) {
    event_feed feed;
    EXPECT_EQ(ids(feed, {stall(3, true), stall(2, false), stall(1, true)}),
              (std::vector<std::uint64_t>{1, 2, 3}));
    EXPECT_EQ(ids(feed, {stall(4, true), stall(3, true), stall(2, true)}),
              (std::vector<std::uint64_t>{2, 4}));
}

TEST(event_feed, an_event_is_one_line_of_data) {
    EXPECT_EQ(event_text("stall", "{}"), "event: stall\ndata: {}\n\n");
}

TEST(quantile, is_the_bound_of_its_bucket) {
    lag_histogram h;
    EXPECT_EQ(quantile_ms(h, 0.99), 0);
    h.buckets[19] = 99;  // up to 1.05 ms
    h.buckets[29] = 1;   // up to 1.07 s
    EXPECT_EQ(quantile_ms(h, 0.5), 1.049);
    EXPECT_EQ(quantile_ms(h, 0.99), 1.049);
    EXPECT_EQ(quantile_ms(h, 1), 1073.742);
}

}  // namespace
}  // namespace weir::inline v0::diag::detail
