// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/lab/catalogue.hpp>

#include <algorithm>

namespace weir::lab {
namespace {

TEST(catalogue, names_each_experiment_once_and_says_what_it_asks) {
    ASSERT_FALSE(catalogue().empty());
    for (const experiment& e : catalogue()) {
        EXPECT_EQ(std::ranges::count(catalogue(), e.name, &experiment::name), 1);
        EXPECT_TRUE(e.question.ends_with('?')) << e.name;
        EXPECT_TRUE(e.method.ends_with('.')) << e.name;
    }
    EXPECT_EQ(catalogue().front().name, "sync-io");
}

}  // namespace
}  // namespace weir::lab
