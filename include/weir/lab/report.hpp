// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What an experiment or a load test found, and its form as JSON (docs/reference/report-json.md).
///
///     lab::report found;
///     found.variants.push_back({.name = url, .steps = {lab::make_step(measured, start_s)}});
///     write(lab::to_json(found));
///
/// A number that was not measured is an empty optional and becomes null, never zero.

#include <weir/lab/event_loop_report.hpp>
#include <weir/lab/latency_figures.hpp>
#include <weir/load/step_result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace weir::inline v0::lab {

/// Facts in the order they are shown; the ending of a name (`_ms`, `_s`, `_bytes`) is its unit.
using fact_value = std::variant<bool, std::int64_t, double, std::string>;
using fact_list = std::vector<std::pair<std::string, fact_value>>;

/// What was seen of a server from the outside and through its statistics page, once a second.
struct server_sample {
    double t_s = 0;  ///< since the variant's first step began
    unsigned users = 0;
    bool counted = false;  ///< taken after the step's warm-up; not part of the JSON
    std::optional<double> queue_length = {};
    std::optional<double> blocked_workers = {};
    std::optional<double> threads = {};
    std::optional<double> rss_bytes = {};
    std::optional<double> cpu = {};  ///< in CPUs: 1.0 is one core
    std::optional<double> loop_lag_ms = {};
};

/// One second of a step: enough to draw it, and to compare two runs by it.
struct report_second {
    double t_s = 0;  ///< since the variant's first step began
    double seconds = 0;
    std::uint64_t ok = 0;
    std::uint64_t errors = 0;
    std::uint64_t shed = 0;
    std::optional<double> p50_ms, p99_ms, max_ms;
    std::optional<double> raw_p50_ms, raw_p99_ms, raw_max_ms;       ///< in the open model
    std::vector<std::pair<double, std::uint64_t>> latency_us = {};  ///< (at most so long, how many)
};

/// What only a step of the open model has.
struct open_figures {
    double rate = 0;  ///< requests that were due per second
    std::uint64_t due = 0;
    std::uint64_t late = 0;
    std::uint64_t dropped = 0;
    std::uint64_t unanswered = 0;
    double schedule_lag_ms = 0;  ///< p99
    latency_figures raw;         ///< from when requests were really sent
};

/// One step of one variant: what the users saw, and what it cost the server.
struct report_step : latency_figures {
    unsigned users = 0;  ///< 0 in the open model
    double start_s = 0;  ///< when counting began, on the clock of the samples
    double seconds = 0;
    double ok_per_s = 0;
    std::uint64_t ok = 0;
    std::uint64_t errors = 0;    ///< broken connections and answers from 400 up, but not 503
    std::uint64_t timeouts = 0;  ///< also part of `errors`
    std::uint64_t shed = 0;
    double generator_cpu = 0;
    double generator_lag_ms = 0;
    std::optional<double> little_error = {};
    std::optional<open_figures> open = {};
    bool certified = true;
    bool settled = true;
    bool interrupted = false;
    std::string note = {};
    server_sample server;  ///< mean queue, blocked workers and CPU; highest threads, memory, lag
    std::vector<report_second> series = {};
};

struct report_variant {
    std::string name = {};
    std::string operation = {};
    std::string verdict = {};
    std::vector<report_step> steps = {};
    std::vector<server_sample> samples = {};
};

/// A shorter run beside the main one.
struct report_experiment {
    std::string name = {};
    std::string title = {};
    std::string verdict = {};
    fact_list parameters = {};
    std::vector<report_variant> variants = {};
};

struct cached_read_row {
    std::uint64_t bytes = 0;
    double sync_us = 0;
    double async_us = 0;
};

struct cached_reads {
    std::string title = {};
    std::string verdict = {};
    std::vector<cached_read_row> rows = {};
    std::optional<std::uint64_t> crossover_bytes =
        {};  ///< from here on async costs no more than sync
};

/// A promise about a step of a load test, and whether it was kept.
struct report_threshold {
    std::string text = {};  ///< as it was given: `p99<250ms@users<=2000`
    std::string target = {};
    double level = 0;                  ///< users, or rate, of the step
    bool open = false;                 ///< it was a rate
    std::optional<double> value = {};  ///< in the unit of the threshold; empty for "without end"
    std::string found = {};            ///< the value for people: `312 ms`
    bool held = false;
};

/// Async over sync at a number of users.
struct report_ratio {
    std::string operation = {};
    unsigned users = 0;
    double throughput = 0;
    double latency = 0;
};

struct report {
    std::string schema = "weir.lab.sync-io/1";
    std::string title = {};
    std::string verdict = {};
    std::string generated_at;  ///< ISO 8601, UTC
    std::string command;       ///< repeats the run
    std::string driver;
    std::string weir_version;
    double duration_s = 0;
    bool interrupted = false;
    std::string failure;  ///< why the run ended early; empty if it did not
    fact_list machine;
    fact_list parameters = {};
    std::vector<unsigned> users;
    std::vector<std::pair<std::string, double>> injected_delay_ms;
    std::vector<report_variant> variants = {};
    std::vector<report_experiment> experiments;
    std::optional<cached_reads> reads;
    std::vector<report_threshold> thresholds = {};
    std::vector<report_ratio> ratios;
    std::vector<loop_subject> subjects = {};  ///< of the experiment `event-loop`
    std::vector<report_check> checks = {};
};

/// The second as reported: its latencies with 1 % precision.
[[nodiscard]] report_second make_second(const load::interval& measured);

/// The step as reported, without the server's part.
[[nodiscard]] report_step make_step(const load::step_result& measured, double start_s);

/// Mean, or highest, of the samples of `users` that were counted (of all, if none was).
[[nodiscard]] server_sample summarise(const std::vector<server_sample>& samples, unsigned users);

/// Async over sync for every operation and number of users that both have answers for.
[[nodiscard]] std::vector<report_ratio> ratios_of(const std::vector<report_variant>& variants);

/// What the machine is, as far as the system tells: cpu, cores, memory_bytes, kernel, os, compiler.
[[nodiscard]] fact_list machine_facts();

/// Now, as ISO 8601 in UTC.
[[nodiscard]] std::string timestamp();

/// The whole report as JSON, indented. Text that is not UTF-8 is replaced, not refused.
[[nodiscard]] std::string to_json(const report& r);

}  // namespace weir::inline v0::lab
