// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/loop_json.hpp"
#include "lab/json_parts.hpp"

#include <weir/lab/report.hpp>

#include <nlohmann/json.hpp>

#include <cmath>

namespace weir::inline v0::lab {
namespace {

using json = nlohmann::ordered_json;

json whole(const std::optional<double>& value) {
    return value ? json(std::llround(*value)) : json(nullptr);
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

void add_open(json& into, const open_figures& open) {
    into["rate"] = number(open.rate);
    into["due"] = open.due;
    into["late"] = open.late;
    into["dropped"] = open.dropped;
    into["unanswered"] = open.unanswered;
    into["schedule_lag_ms"] = number(open.schedule_lag_ms);
    json raw = json::object();
    add_latency(raw, open.raw);
    raw["percentiles"] = percentiles(open.raw);
    into["raw"] = std::move(raw);
}

json second_json(const report_second& s) {
    json latency = json::array();
    for (const auto& [us, count] : s.latency_us) {
        latency.push_back(number(us));
        latency.push_back(count);
    }
    json object = {{"t_s", number(s.t_s)},
                   {"seconds", number(s.seconds)},
                   {"ok", s.ok},
                   {"errors", s.errors},
                   {"shed", s.shed},
                   {"p50_ms", number(s.p50_ms)},
                   {"p99_ms", number(s.p99_ms)},
                   {"max_ms", number(s.max_ms)}};
    if (s.raw_p50_ms)
        object["raw"] = {{"p50_ms", number(s.raw_p50_ms)},
                         {"p99_ms", number(s.raw_p99_ms)},
                         {"max_ms", number(s.raw_max_ms)}};
    object["latency_us"] = std::move(latency);
    return object;
}

/// The generator and its verdicts.
void add_checks(json& into, const report_step& s) {
    into["certified"] = s.certified;
    into["settled"] = s.settled;
    into["interrupted"] = s.interrupted;
    into["note"] = text_or_null(s.note);
    into["little_error"] = number(s.little_error);
    into["generator_cpu"] = number(s.generator_cpu);
    into["generator_lag_ms"] = number(s.generator_lag_ms);
}

void add_server(json& into, const server_sample& server) {
    into["rss_bytes"] = whole(server.rss_bytes);
    into["threads"] = whole(server.threads);
    into["queue_length"] = number(server.queue_length);
    into["blocked_workers"] = number(server.blocked_workers);
    into["server_cpu"] = number(server.cpu);
    into["loop_lag_ms"] = number(server.loop_lag_ms);
}

json step(const report_step& s) {
    json object = json::object();
    object["users"] = s.open ? json(nullptr) : json(s.users);
    object["start_s"] = number(s.start_s);
    object["seconds"] = number(s.seconds);
    object["ok"] = s.ok;
    object["ok_per_s"] = number(s.ok_per_s);
    add_latency(object, s);
    object["errors"] = s.errors;
    object["timeouts"] = s.timeouts;
    object["shed"] = s.shed;
    object["errors_per_s"] = per_second(s.errors, s.seconds);
    object["shed_per_s"] = per_second(s.shed, s.seconds);
    if (s.open) add_open(object, *s.open);
    add_checks(object, s);
    add_server(object, s.server);
    object["percentiles"] = percentiles(s);
    if (!s.series.empty()) object["series"] = each(s.series, second_json);
    return object;
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

json threshold(const report_threshold& t) {
    return {{"text", t.text},
            {"target", t.target},
            {t.open ? "rate" : "users", number(t.level)},
            {"value", number(t.value)},
            {"found", t.found},
            {"held", t.held}};
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
    if (!r.thresholds.empty()) object["thresholds"] = each(r.thresholds, threshold);
    if (!r.ratios.empty()) object["ratios"] = each(r.ratios, ratio);
    if (!r.subjects.empty()) object["subjects"] = subjects_json(r.subjects);
    if (!r.checks.empty()) object["checks"] = checks_json(r.checks);
    return object.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace weir::inline v0::lab
