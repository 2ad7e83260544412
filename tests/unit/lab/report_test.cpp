// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/lab/report.hpp>

#include <nlohmann/json.hpp>

namespace weir::lab {
namespace {

using json = nlohmann::json;
using testing::DoubleNear;

load::step_result measured_step() {
    load::step_result r;
    r.users = 40;
    r.seconds = 2;
    r.ok = 100;
    r.shed = 3;
    r.failed = 4;
    r.timeouts = 5;
    r.errors = 6;
    for (int i = 1; i <= 100; ++i) r.latency.record(static_cast<std::uint64_t>(i) * 1'000'000);
    r.little_error = 0.01;
    r.note = "a note";
    r.settled = false;
    return r;
}

report_step step_with(unsigned users, double ok_per_s, double mean_ms) {
    report_step s;
    s.users = users;
    s.ok_per_s = ok_per_s;
    s.mean_ms = mean_ms;
    return s;
}

TEST(report, a_step_keeps_successes_and_failures_apart) {
    const report_step s = make_step(measured_step(), 7.5);
    EXPECT_EQ(s.users, 40U);
    EXPECT_EQ(s.start_s, 7.5);
    EXPECT_EQ(s.ok_per_s, 50);
    EXPECT_EQ(s.errors, 15U) << "timeouts are errors, 503s are not";
    EXPECT_EQ(s.timeouts, 5U);
    EXPECT_EQ(s.shed, 3U);
    EXPECT_THAT(*s.mean_ms, DoubleNear(50.5, 0.1));
    EXPECT_THAT(*s.p50_ms, DoubleNear(50, 0.1));
    EXPECT_THAT(*s.max_ms, DoubleNear(100, 0.1));
    EXPECT_EQ(s.percentiles.back().first, 1.0);
    EXPECT_FALSE(s.settled);
    EXPECT_EQ(s.note, "a note");
}

TEST(report, a_step_without_an_answer_has_no_latency) {
    const report_step s = make_step(load::step_result{}, 0);
    EXPECT_EQ(s.mean_ms, std::nullopt);
    EXPECT_TRUE(s.percentiles.empty());
    report r;
    r.variants = {
        {.name = "sync", .operation = "profile", .verdict = "", .steps = {s}, .samples = {}}};
    const json step = json::parse(to_json(r))["variants"][0]["steps"][0];
    EXPECT_TRUE(step["mean_ms"].is_null());
    EXPECT_TRUE(step["rss_bytes"].is_null());
    EXPECT_TRUE(step["errors_per_s"].is_null()) << "no time was counted";
}

TEST(report, a_step_of_the_open_model_has_two_latencies_and_no_users) {
    load::step_result r = measured_step();
    r.users = 0;
    r.rate = 50;
    r.due = 118;
    r.dropped = 2;
    r.unanswered = 1;
    r.service.emplace(load::latency_range);
    r.service->record(3'000'000);
    report all;
    all.variants.emplace_back().steps.push_back(make_step(r, 0));
    const json step = json::parse(to_json(all))["variants"][0]["steps"][0];
    EXPECT_TRUE(step["users"].is_null());
    EXPECT_EQ(step["rate"], 50);
    EXPECT_EQ(step["errors"], 18) << "what was not answered is an error";
    EXPECT_NEAR(step["raw"]["p99_ms"].get<double>(), 3, 0.01);
    EXPECT_NEAR(step["p99_ms"].get<double>(), 99, 0.1);
    EXPECT_FALSE(step.contains("series"));
}

TEST(report, a_second_keeps_its_histogram_with_one_percent) {
    histogram latency(load::latency_range);
    for (int i = 0; i < 10; ++i) latency.record(1'000'000 + 100 * static_cast<std::uint64_t>(i));
    latency.record(50'000'000);
    const report_second s = make_second(
        {.seconds = 1, .ok = 11, .shed = 0, .errors = 3, .latency = latency, .service = nullptr});
    EXPECT_EQ(s.errors, 3U);
    EXPECT_EQ(s.raw_p99_ms, std::nullopt);
    ASSERT_EQ(s.latency_us.size(), 2U) << "what is within one percent is one bucket";
    EXPECT_NEAR(s.latency_us[0].first, 1000, 10);
    EXPECT_EQ(s.latency_us[0].second, 10U);
    EXPECT_NEAR(s.latency_us[1].first, 50'000, 500);
    report r;
    r.variants.emplace_back().steps.emplace_back().series.push_back(s);
    const json second = json::parse(to_json(r))["variants"][0]["steps"][0]["series"][0];
    EXPECT_EQ(second["latency_us"].size(), 4U);
    EXPECT_EQ(second["latency_us"][1], 10);
}

TEST(report, samples_are_summarised_over_what_was_counted) {
    const std::vector<server_sample> samples{
        {.t_s = 0, .users = 40, .counted = false, .queue_length = 999, .threads = 900},
        {.t_s = 1, .users = 40, .counted = true, .queue_length = 10, .threads = 5, .cpu = 0.5},
        {.t_s = 2, .users = 40, .counted = true, .queue_length = 20, .threads = 7, .cpu = 1.5},
        {.t_s = 3, .users = 80, .counted = true, .queue_length = 500, .threads = 70},
    };
    const server_sample s = summarise(samples, 40);
    EXPECT_EQ(s.queue_length, 15) << "a mean";
    EXPECT_EQ(s.threads, 7) << "the highest";
    EXPECT_EQ(s.cpu, 1.0);
    EXPECT_EQ(s.loop_lag_ms, std::nullopt);
    EXPECT_EQ(summarise({samples[0]}, 40).queue_length, 999) << "better than nothing";
    EXPECT_EQ(summarise(samples, 7).threads, std::nullopt);
}

TEST(report, ratios_compare_async_with_sync_at_equal_users) {
    const std::vector<report_variant> variants{
        {.name = "sync",
         .operation = "profile",
         .verdict = "",
         .steps = {step_with(1, 2, 500), step_with(4000, 320, 12'500)},
         .samples = {}},
        {.name = "async",
         .operation = "profile",
         .verdict = "",
         .steps = {step_with(4000, 8000, 500), step_with(9000, 1, 1)},
         .samples = {}},
        {.name = "async",
         .operation = "upload",
         .verdict = "",
         .steps = {step_with(1, 1, 1)},
         .samples = {}},
    };
    const auto ratios = ratios_of(variants);
    ASSERT_EQ(ratios.size(), 1U);
    EXPECT_EQ(ratios[0].users, 4000U);
    EXPECT_EQ(ratios[0].throughput, 25);
    EXPECT_EQ(ratios[0].latency, 0.04);
}

TEST(report, json_has_the_documented_fields) {
    report r;
    r.title = "Title";
    r.generated_at = "2026-01-01T00:00:00Z";
    r.users = {1, 40};
    r.machine = {{"cores", std::int64_t{2}}, {"cpu", "a cpu"}};
    r.injected_delay_ms = {{"profile", 500}};
    r.variants = {{.name = "sync",
                   .operation = "profile",
                   .verdict = "Stops.",
                   .steps = {make_step(measured_step(), 1)},
                   .samples = {{.t_s = 1, .users = 40, .threads = 163}}}};
    r.experiments = {
        {.name = "overload", .title = "Overload", .verdict = "", .parameters = {}, .variants = {}}};
    r.reads = cached_reads{
        .title = "Reads", .verdict = "", .rows = {{4096, 1, 2}}, .crossover_bytes = {}};
    r.ratios = {{"profile", 40, 25, 0.04}};
    const json j = json::parse(to_json(r));
    EXPECT_EQ(j["schema"], "weir.lab.sync-io/1");
    EXPECT_EQ(j["machine"]["cores"], 2);
    EXPECT_EQ(j["injected_delay_ms"]["profile"], 500);
    EXPECT_TRUE(j["verdict"].is_null());
    const json& step = j["variants"][0]["steps"][0];
    for (const char* field : {"users",
                              "start_s",
                              "seconds",
                              "ok_per_s",
                              "mean_ms",
                              "p50_ms",
                              "p95_ms",
                              "p99_ms",
                              "p999_ms",
                              "max_ms",
                              "errors",
                              "timeouts",
                              "shed",
                              "errors_per_s",
                              "shed_per_s",
                              "certified",
                              "settled",
                              "note",
                              "little_error",
                              "generator_cpu",
                              "generator_lag_ms",
                              "rss_bytes",
                              "threads",
                              "queue_length",
                              "blocked_workers",
                              "server_cpu",
                              "loop_lag_ms",
                              "percentiles"})
        EXPECT_TRUE(step.contains(field)) << field;
    EXPECT_EQ(step["shed_per_s"], 1.5);
    EXPECT_EQ(j["variants"][0]["samples"][0]["threads"], 163);
    EXPECT_TRUE(j["cached_reads"]["crossover_bytes"].is_null());
    EXPECT_EQ(j["cached_reads"]["rows"][0]["ratio"], 2);
    EXPECT_EQ(j["ratios"][0]["throughput"], 25);
    EXPECT_EQ(j["interrupted"], false);
}

TEST(report, json_of_a_load_test_leaves_out_what_it_cannot_know) {
    report r;
    r.schema = "weir.load/1";
    r.variants = {{.name = "http://127.0.0.1:1/",
                   .operation = "",
                   .verdict = "",
                   .steps = {},
                   .samples = {}}};
    const json j = json::parse(to_json(r));
    EXPECT_FALSE(j["variants"][0].contains("operation"));
    EXPECT_FALSE(j["variants"][0].contains("samples"));
    EXPECT_FALSE(j.contains("cached_reads"));
    EXPECT_FALSE(j.contains("injected_delay_ms"));
}

TEST(report, json_survives_text_that_is_no_utf8) {
    report r;
    r.command = "weir load \xFF\"</script>";
    EXPECT_TRUE(json::accept(to_json(r)));
}

TEST(report, machine_facts_and_timestamp_are_there) {
    const json j = json::parse([] {
        report r;
        r.machine = machine_facts();
        return to_json(r);
    }());
    EXPECT_GE(j["machine"]["cores"], 1);
    EXPECT_GT(j["machine"]["memory_bytes"], 1 << 20);
    EXPECT_THAT(timestamp(), testing::MatchesRegex("....-..-..T..:..:..Z"));
}

}  // namespace
}  // namespace weir::lab
