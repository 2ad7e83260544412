// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/fs/watch_event.hpp>

#include <gmock/gmock.h>

#include <set>
#include <string>

namespace weir {
namespace {

TEST(watch_event, every_kind_has_a_name_of_its_own) {
    std::set<std::string> names;
    for (int kind = 0; kind <= static_cast<int>(watch_event_kind::overflow); ++kind)
        names.insert(to_string(static_cast<watch_event_kind>(kind)));
    EXPECT_EQ(names.size(), 10U);
    EXPECT_FALSE(names.contains("unknown"));
    EXPECT_TRUE(names.contains("closed_after_write"));
}

TEST(watch_event, names_no_watch_unless_told) {
    EXPECT_EQ(watch_event().watch, watch_id{});
}

}  // namespace
}  // namespace weir
