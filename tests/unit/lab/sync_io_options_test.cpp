// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/lab/sync_io_options.hpp>

namespace weir::lab {
namespace {

using namespace std::chrono_literals;

/// What is wrong with the defaults after `change`.
template <class Change>
std::string complaint(Change change) {
    sync_io_options options;
    change(options);
    return problem_with(options).value_or("");
}

TEST(sync_io_options, defaults_have_no_problem) {
    EXPECT_EQ(complaint([](auto&) {}), "");
}

TEST(sync_io_options, names_round_trip) {
    for (const variant v :
         {variant::sync, variant::thread_per_request, variant::wrapped, variant::async})
        EXPECT_EQ(variant_named(to_string(v)), v);
    for (const operation o : {operation::profile, operation::upload})
        EXPECT_EQ(operation_named(to_string(o)), o);
    for (const extra e : {extra::overload, extra::backend_limit, extra::cached_reads})
        EXPECT_EQ(extra_named(to_string(e)), e);
    EXPECT_EQ(variant_named("Sync"), std::nullopt);
    EXPECT_EQ(operation_named(""), std::nullopt);
    EXPECT_EQ(extra_named("none"), std::nullopt);
}

TEST(sync_io_options, each_problem_names_its_flag) {
    using options = sync_io_options;
    EXPECT_THAT(complaint([](options& o) { o.users = {}; }), testing::StartsWith("--users"));
    EXPECT_THAT(complaint([](options& o) { o.users = {0}; }), testing::StartsWith("--users"));
    EXPECT_THAT(complaint([](options& o) { o.users = {5, 5}; }), testing::HasSubstr("rise"));
    EXPECT_THAT(complaint([](options& o) { o.users = {9, 5}; }), testing::HasSubstr("rise"));
    EXPECT_THAT(complaint([](options& o) { o.users = {100'001}; }), testing::StartsWith("--users"));
    EXPECT_THAT(complaint([](options& o) { o.variants = {}; }), testing::StartsWith("--variants"));
    EXPECT_THAT(complaint([](options& o) { o.variants = {variant::sync, variant::sync}; }),
                testing::HasSubstr("once"));
    EXPECT_THAT(complaint([](options& o) { o.operations = {}; }),
                testing::StartsWith("--operations"));
    EXPECT_THAT(complaint([](options& o) { o.io_delay = 0s; }), testing::StartsWith("--io-delay"));
    EXPECT_THAT(complaint([](options& o) { o.step = 1ms; }), testing::StartsWith("--step"));
    EXPECT_THAT(complaint([](options& o) { o.warmup = 2h; }), testing::StartsWith("--warmup"));
    EXPECT_THAT(complaint([](options& o) { o.workers = 0; }), testing::StartsWith("--workers"));
    EXPECT_THAT(complaint([](options& o) { o.workers = 5000; }), testing::StartsWith("--workers"));
    EXPECT_THAT(complaint([](options& o) { o.queue = 100'000'000; }),
                testing::StartsWith("--queue"));
    EXPECT_THAT(complaint([](options& o) { o.client_timeout = 1ms; }),
                testing::StartsWith("--client-timeout"));
    EXPECT_THAT(complaint([](options& o) { o.upload_bytes = 0; }), testing::StartsWith("--size"));
}

TEST(sync_io_options, descriptors_follow_the_largest_step) {
    sync_io_options options;
    options.users = {1, 4000};
    EXPECT_GE(descriptors_needed(options), 3U * 4000U);
    EXPECT_LT(descriptors_needed(options), 4U * 4000U);
    options.users = {1};
    EXPECT_LT(descriptors_needed(options), 1000U) << "small runs work with the usual limit";
}

}  // namespace
}  // namespace weir::lab
