// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/sync_io/verdict.hpp"

#include "lab/sync_io/cached_reads.hpp"

namespace weir::lab {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr verdict_facts facts{.delay_ms = 500, .workers = 160, .backend_limit = 0};

report_variant with_step(const char* name, unsigned users, double ok_per_s, double mean_ms,
                         server_sample server = {}) {
    report_step s;
    s.users = users;
    s.ok_per_s = ok_per_s;
    s.ok = static_cast<std::uint64_t>(ok_per_s * 10);
    s.mean_ms = mean_ms;
    s.server = server;
    return {.name = name, .operation = "profile", .verdict = "", .steps = {s}, .samples = {}};
}

const report_variant sync_full =
    with_step("sync", 4000, 319, 12'500,
              {.queue_length = 3840, .blocked_workers = 160, .threads = 163, .cpu = 0.04});
const report_variant async_full = with_step(
    "async", 4000, 7800, 511, {.threads = 4, .rss_bytes = 60.0 * 1024 * 1024, .cpu = 0.4});

TEST(verdict, of_sync_names_the_limit_and_the_queue) {
    const std::string text = variant_verdict(sync_full, {sync_full, async_full}, facts);
    EXPECT_THAT(text, HasSubstr("319 requests a second in 12.5 s"));
    EXPECT_THAT(text, HasSubstr("160 workers were blocked while 3840 requests waited"));
    EXPECT_THAT(text, HasSubstr("limit is 320 a second"));
    EXPECT_THAT(text, Not(HasSubstr("enough")));
}

TEST(verdict, of_sync_with_idle_workers_does_not_blame_them) {
    const auto v = with_step("sync", 1, 2, 500, {.queue_length = 0, .blocked_workers = 1});
    EXPECT_THAT(variant_verdict(v, {v}, facts), HasSubstr("workers were enough"));
}

TEST(verdict, of_wrapped_follows_what_was_measured) {
    const auto same = with_step("wrapped", 4000, 318, 12'600);
    EXPECT_THAT(variant_verdict(same, {sync_full, same}, facts), HasSubstr("no better than sync"));
    const auto better = with_step("wrapped", 4000, 640, 6250);
    EXPECT_THAT(variant_verdict(better, {sync_full, better}, facts),
                HasSubstr("2.01 times the throughput of sync"));
}

TEST(verdict, of_threads_says_what_they_cost) {
    const auto good = with_step("thread-per-request", 4000, 7700, 518,
                                {.threads = 4002, .rss_bytes = 200.0 * 1024 * 1024, .cpu = 0.9});
    const std::string text = variant_verdict(good, {good, async_full}, facts);
    EXPECT_THAT(text, HasSubstr("do well here"));
    EXPECT_THAT(text, HasSubstr("4002 threads, 200 MiB"));
    EXPECT_THAT(text, HasSubstr("async served the same users with 4 threads, 60 MiB"));
    const auto bad = with_step("thread-per-request", 4000, 2000, 2000);
    EXPECT_THAT(variant_verdict(bad, {bad}, facts), HasSubstr("fall behind"));
}

TEST(verdict, of_async_compares_with_the_delay_and_with_sync) {
    const std::string text = variant_verdict(async_full, {sync_full, async_full}, facts);
    EXPECT_THAT(text, HasSubstr("1.02 times the delay"));
    EXPECT_THAT(text, HasSubstr("24.5 times the throughput of sync"));
}

TEST(verdict, hides_no_doubt) {
    report_variant v = async_full;
    v.steps[0].certified = false;
    v.steps[0].settled = false;
    v.steps[0].errors = 1;
    v.steps[0].shed = 20;
    v.steps[0].interrupted = true;
    const std::string text = variant_verdict(v, {v}, facts);
    EXPECT_THAT(text, HasSubstr("Not certified"));
    EXPECT_THAT(text, HasSubstr("Not settled"));
    EXPECT_THAT(text, HasSubstr("1 request failed"));
    EXPECT_THAT(text, HasSubstr("20 requests were turned away"));
    EXPECT_THAT(text, HasSubstr("cut short"));
}

TEST(verdict, of_nothing_says_so) {
    report_variant v = sync_full;
    v.steps[0].mean_ms.reset();
    v.steps[0].errors = 7;
    EXPECT_EQ(variant_verdict(v, {v}, facts),
              "With 4000 users no request was answered. 7 requests failed.");
    v.steps.clear();
    EXPECT_EQ(variant_verdict(v, {v}, facts), "No step was completed.");
    EXPECT_EQ(overall_verdict({v}), "");
}

TEST(verdict, on_the_whole_gives_both_ratios) {
    EXPECT_EQ(overall_verdict({sync_full, async_full}),
              "With 4000 users, async answered 24.5 times as many profile requests per second as "
              "sync (7800 against 319), each in 511 ms instead of 12.5 s.");
}

TEST(verdict, on_overload_tells_what_users_saw) {
    report_variant v = sync_full;
    v.steps[0].ok = 100;
    v.steps[0].errors = 100;
    v.steps[0].timeouts = 90;
    v.steps[0].shed = 800;
    const std::string text = overload_verdict({v});
    EXPECT_THAT(text, HasSubstr("10 % were answered"));
    EXPECT_THAT(text, HasSubstr("80 % got a 503"));
    EXPECT_THAT(text, HasSubstr("9 % had no answer in time"));
    EXPECT_THAT(text, HasSubstr("1 % failed"));
}

TEST(verdict, on_a_limited_backend_names_the_next_bottleneck) {
    const verdict_facts limited{.delay_ms = 500, .workers = 160, .backend_limit = 160};
    EXPECT_THAT(backend_limit_verdict(with_step("async", 1000, 319, 3130), limited),
                HasSubstr("moves the queue to the next resource"));
    EXPECT_THAT(backend_limit_verdict(with_step("async", 100, 199, 502), limited),
                HasSubstr("was not the limit"));
}

TEST(cached_reads, cross_over_where_async_stays_as_cheap) {
    EXPECT_EQ(find_crossover({{512, 1, 2}, {1024, 1, 1.04}, {2048, 2, 2}}), 1024U);
    EXPECT_EQ(find_crossover({{512, 1, 1}, {1024, 1, 2}, {2048, 2, 2}}), 2048U) << "for good";
    EXPECT_EQ(find_crossover({{512, 1, 1}, {1024, 1, 2}}), std::nullopt);
    EXPECT_EQ(find_crossover({}), std::nullopt);
}

TEST(verdict, on_cached_reads_is_honest_about_sync) {
    cached_reads reads{.title = "",
                       .verdict = "",
                       .rows = {{512, 0.4, 1.6}, {4096, 0.6, 1.8}},
                       .crossover_bytes = {}};
    EXPECT_THAT(reads_verdict(reads), HasSubstr("A blocking read of 4 KiB"));
    EXPECT_THAT(reads_verdict(reads), HasSubstr("3 times as long"));
    EXPECT_THAT(reads_verdict(reads), HasSubstr("sync wins here"));
    reads.crossover_bytes = 65536;
    EXPECT_THAT(reads_verdict(reads), HasSubstr("From 64 KiB on"));
    EXPECT_EQ(reads_verdict({}), "Nothing was measured.");
}

}  // namespace
}  // namespace weir::lab
