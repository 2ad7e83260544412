// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/subjects.hpp"

#include <weir/lab/event_loop_options.hpp>

#include <algorithm>
#include <set>

namespace weir::lab {
namespace {

using namespace std::chrono_literals;

/// What is wrong with the defaults after `change`.
template <class Change>
std::string complaint(Change change) {
    event_loop_options options;
    change(options);
    return problem_with(options).value_or("");
}

TEST(event_loop_options, defaults_and_the_quick_run_have_no_problem) {
    EXPECT_EQ(complaint([](auto&) {}), "");
    EXPECT_EQ(complaint([](auto& o) { o = quick(o); }), "");
    EXPECT_EQ(complaint([](auto& o) {
                  o.work = 1s;
                  o = quick(o);
              }),
              "");
}

TEST(event_loop_options, each_problem_names_its_flag) {
    using options = event_loop_options;
    EXPECT_THAT(complaint([](options& o) { o.work = 10ms; }), testing::StartsWith("--work"));
    EXPECT_THAT(complaint([](options& o) { o.every = o.work; }), testing::StartsWith("--every"));
    EXPECT_THAT(complaint([](options& o) { o.quiet = 0s; }), testing::StartsWith("--quiet"));
    EXPECT_THAT(complaint([](options& o) { o.busy = o.every; }), testing::StartsWith("--busy"));
    EXPECT_THAT(complaint([](options& o) { o.ping_rate = 1; }), testing::StartsWith("--ping-rate"));
    EXPECT_THAT(complaint([](options& o) { o.subjects = {"dns", "dns"}; }),
                testing::StartsWith("--subjects"));
    EXPECT_THAT(complaint([](options& o) { o.subjects = {"tea"}; }),
                testing::StartsWith("--subjects"));
}

TEST(subjects, have_names_and_paths_of_their_own) {
    std::set<std::string_view> paths;
    std::size_t routes = 0;
    for (const subject_plan& plan : subject_plans()) {
        EXPECT_EQ(std::ranges::count(subject_names(), plan.name), 1) << plan.name;
        EXPECT_FALSE(plan.harm.function.empty()) << plan.name;
        EXPECT_FALSE(plan.cure_list().empty()) << plan.name;
        paths.insert(plan.harm.path);
        for (const route_plan& cure : plan.cure_list()) paths.insert(cure.path);
        routes += 1 + plan.cure_list().size();
    }
    EXPECT_EQ(paths.size(), routes);
    EXPECT_EQ(subject_names().size(), subject_plans().size());
}

}  // namespace
}  // namespace weir::lab
