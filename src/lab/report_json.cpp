// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/lab/report.hpp>

#include <nlohmann/json.hpp>

#include <cmath>

namespace weir::inline v0::lab {
namespace {

using json = nlohmann::ordered_json;

/// Enough digits to compare by, few enough to read.
json number(double value) {
    if (!std::isfinite(value)) return nullptr;
    const double magnitude = std::abs(value) < 1 ? 1e6 : 1e3;
    return std::round(value * magnitude) / magnitude;
}

json number(const std::optional<double>& value) {
    return value ? number(*value) : json(nullptr);
}

json whole(const std::optional<double>& value) {
    return value ? json(std::llround(*value)) : json(nullptr);
}

json text_or_null(const std::string& text) {
    return text.empty() ? json(nullptr) : json(text);
}

json facts(const fact_list& list) {
    json object = json::object();
    for (const auto& [name, value] : list)
        object[name] = std::visit([](const auto& v) { return json(v); }, value);
    return object;
}

json per_second(std::uint64_t count, double seconds) {
    return seconds > 0 ? number(static_cast<double>(count) / seconds) : json(nullptr);
}

json percentiles(const report_step& s) {
    json points = json::array();
    for (const auto& [share, ms] : s.percentiles) points.push_back({share, number(ms)});
    return points;
}

json step(const report_step& s) {
    return {
        {"users", s.users},
        {"start_s", number(s.start_s)},
        {"seconds", number(s.seconds)},
        {"ok", s.ok},
        {"ok_per_s", number(s.ok_per_s)},
        {"mean_ms", number(s.mean_ms)},
        {"p50_ms", number(s.p50_ms)},
        {"p95_ms", number(s.p95_ms)},
        {"p99_ms", number(s.p99_ms)},
        {"p999_ms", number(s.p999_ms)},
        {"max_ms", number(s.max_ms)},
        {"errors", s.errors},
        {"timeouts", s.timeouts},
        {"shed", s.shed},
        {"errors_per_s", per_second(s.errors, s.seconds)},
        {"shed_per_s", per_second(s.shed, s.seconds)},
        {"certified", s.certified},
        {"settled", s.settled},
        {"interrupted", s.interrupted},
        {"note", text_or_null(s.note)},
        {"little_error", number(s.little_error)},
        {"generator_cpu", number(s.generator_cpu)},
        {"generator_lag_ms", number(s.generator_lag_ms)},
        {"rss_bytes", whole(s.server.rss_bytes)},
        {"threads", whole(s.server.threads)},
        {"queue_length", number(s.server.queue_length)},
        {"blocked_workers", number(s.server.blocked_workers)},
        {"server_cpu", number(s.server.cpu)},
        {"loop_lag_ms", number(s.server.loop_lag_ms)},
        {"percentiles", percentiles(s)},
    };
}

json sample(const server_sample& s) {
    return {
        {"t_s", number(s.t_s)},
        {"users", s.users},
        {"queue_length", whole(s.queue_length)},
        {"blocked_workers", whole(s.blocked_workers)},
        {"threads", whole(s.threads)},
        {"rss_bytes", whole(s.rss_bytes)},
        {"cpu", number(s.cpu)},
        {"loop_lag_ms", number(s.loop_lag_ms)},
    };
}

template <class List, class Fn>
json each(const List& list, Fn fn) {
    json array = json::array();
    for (const auto& entry : list) array.push_back(fn(entry));
    return array;
}

json variant_json(const report_variant& v) {
    json object = {{"name", v.name}};
    if (!v.operation.empty()) object["operation"] = v.operation;
    object["verdict"] = text_or_null(v.verdict);
    object["steps"] = each(v.steps, step);
    if (!v.samples.empty()) object["samples"] = each(v.samples, sample);
    return object;
}

json experiment_json(const report_experiment& e) {
    return {{"name", e.name},
            {"title", e.title},
            {"verdict", text_or_null(e.verdict)},
            {"parameters", facts(e.parameters)},
            {"variants", each(e.variants, variant_json)}};
}

json read_row(const cached_read_row& row) {
    return {{"bytes", row.bytes},
            {"sync_us", number(row.sync_us)},
            {"async_us", number(row.async_us)},
            {"ratio", row.sync_us > 0 ? number(row.async_us / row.sync_us) : json(nullptr)}};
}

json reads_json(const cached_reads& reads) {
    return {
        {"title", reads.title},
        {"verdict", text_or_null(reads.verdict)},
        {"rows", each(reads.rows, read_row)},
        {"crossover_bytes", reads.crossover_bytes ? json(*reads.crossover_bytes) : json(nullptr)}};
}

json ratio(const report_ratio& r) {
    return {{"operation", r.operation},
            {"users", r.users},
            {"throughput", number(r.throughput)},
            {"latency", number(r.latency)}};
}

json delays(const report& r) {
    json object = json::object();
    for (const auto& [operation, ms] : r.injected_delay_ms) object[operation] = number(ms);
    return object;
}

json header(const report& r) {
    return {
        {"schema", r.schema},
        {"title", text_or_null(r.title)},
        {"verdict", text_or_null(r.verdict)},
        {"generated_at", r.generated_at},
        {"command", r.command},
        {"driver", r.driver},
        {"weir_version", r.weir_version},
        {"duration_s", number(r.duration_s)},
        {"interrupted", r.interrupted},
        {"failure", text_or_null(r.failure)},
        {"machine", facts(r.machine)},
        {"parameters", facts(r.parameters)},
        {"users", r.users},
    };
}

}  // namespace

std::string to_json(const report& r) {
    json object = header(r);
    if (!r.injected_delay_ms.empty()) object["injected_delay_ms"] = delays(r);
    object["variants"] = each(r.variants, variant_json);
    if (!r.experiments.empty()) object["experiments"] = each(r.experiments, experiment_json);
    if (r.reads) object["cached_reads"] = reads_json(*r.reads);
    if (!r.ratios.empty()) object["ratios"] = each(r.ratios, ratio);
    return object.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace weir::inline v0::lab
