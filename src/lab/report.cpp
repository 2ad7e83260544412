// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include <weir/lab/report.hpp>

#include <algorithm>
#include <ranges>

namespace weir::inline v0::lab {
namespace {

constexpr double ns_per_ms = 1e6;

/// Collects one field over samples that may lack it.
class field_summary {
public:
    void add(const std::optional<double>& value) {
        if (!value) return;
        sum_ += *value;
        highest_ = std::max(highest_, *value);
        ++count_;
    }
    [[nodiscard]] std::optional<double> mean() const {
        return count_ == 0 ? std::nullopt : std::optional(sum_ / count_);
    }
    [[nodiscard]] std::optional<double> highest() const {
        return count_ == 0 ? std::nullopt : std::optional(highest_);
    }

private:
    double sum_ = 0;
    double highest_ = 0;
    int count_ = 0;
};

const report_variant* find(const std::vector<report_variant>& all, std::string_view name,
                           std::string_view operation) {
    const auto found = std::ranges::find_if(
        all, [&](const report_variant& v) { return v.name == name && v.operation == operation; });
    return found == all.end() ? nullptr : &*found;
}

bool comparable(const report_step& a, const report_step& b) {
    return a.users == b.users && a.ok_per_s > 0 && b.ok_per_s > 0 && a.mean_ms && b.mean_ms;
}

open_figures open_figures_of(const load::step_result& measured) {
    open_figures open;
    open.rate = measured.rate;
    open.due = measured.due;
    open.late = measured.late;
    open.dropped = measured.dropped;
    open.unanswered = measured.unanswered;
    open.schedule_lag_ms = measured.schedule_lag_p99_ms;
    if (measured.service) open.raw = figures_of(*measured.service);
    return open;
}

}  // namespace

latency_figures figures_of(const histogram& latency) {
    latency_figures found;
    if (latency.empty()) return found;
    const auto at = [&](double q) {
        return static_cast<double>(latency.percentile(q)) / ns_per_ms;
    };
    found.mean_ms = latency.mean() / ns_per_ms;
    found.p50_ms = at(0.5);
    found.p95_ms = at(0.95);
    found.p99_ms = at(0.99);
    found.p999_ms = at(0.999);
    found.max_ms = static_cast<double>(latency.max()) / ns_per_ms;
    for (const histogram::point& p : latency.percentile_curve(5))
        found.percentiles.emplace_back(p.quantile, static_cast<double>(p.value) / ns_per_ms);
    return found;
}

report_second make_second(const load::interval& measured) {
    report_second second;
    second.seconds = measured.seconds;
    second.ok = measured.ok;
    second.errors = measured.errors;
    second.shed = measured.shed;
    if (measured.latency.empty()) return second;
    const auto in_ms = [](std::uint64_t ns) { return static_cast<double>(ns) / ns_per_ms; };
    second.p50_ms = in_ms(measured.latency.percentile(0.5));
    second.p99_ms = in_ms(measured.latency.percentile(0.99));
    second.max_ms = in_ms(measured.latency.max());
    if (measured.service != nullptr) {
        second.raw_p50_ms = in_ms(measured.service->percentile(0.5));
        second.raw_p99_ms = in_ms(measured.service->percentile(0.99));
        second.raw_max_ms = in_ms(measured.service->max());
    }
    histogram coarse({.lowest = 1'000, .highest = 3'600'000'000'000, .digits = 2});
    measured.latency.for_each(
        [&](const histogram::bucket& b) { coarse.record(b.highest, b.count); });
    coarse.for_each([&](const histogram::bucket& b) {
        second.latency_us.emplace_back(static_cast<double>(b.highest + 1) / 1e3, b.count);
    });
    return second;
}

report_step make_step(const load::step_result& measured, double start_s) {
    report_step step;
    step.users = measured.users;
    step.start_s = start_s;
    step.seconds = measured.seconds;
    step.ok_per_s = measured.ok_per_s();
    step.ok = measured.ok;
    step.errors = measured.failed + measured.errors + measured.timeouts + measured.dropped +
                  measured.unanswered;
    step.timeouts = measured.timeouts;
    step.shed = measured.shed;
    step.generator_cpu = measured.generator_cpu;
    step.generator_lag_ms = measured.generator_lag_max_ms;
    step.little_error = measured.little_error;
    step.certified = measured.certified;
    step.settled = measured.settled;
    step.interrupted = measured.interrupted;
    step.note = measured.note;
    if (measured.open()) step.open = open_figures_of(measured);
    static_cast<latency_figures&>(step) = figures_of(measured.latency);
    return step;
}

server_sample summarise(const std::vector<server_sample>& samples, unsigned users) {
    const bool any_counted = std::ranges::any_of(
        samples, [users](const server_sample& s) { return s.users == users && s.counted; });
    field_summary queue, blocked, threads, rss, cpu, lag;
    for (const server_sample& s : samples) {
        if (s.users != users || (any_counted && !s.counted)) continue;
        queue.add(s.queue_length);
        blocked.add(s.blocked_workers);
        threads.add(s.threads);
        rss.add(s.rss_bytes);
        cpu.add(s.cpu);
        lag.add(s.loop_lag_ms);
    }
    return {.users = users,
            .queue_length = queue.mean(),
            .blocked_workers = blocked.mean(),
            .threads = threads.highest(),
            .rss_bytes = rss.highest(),
            .cpu = cpu.mean(),
            .loop_lag_ms = lag.highest()};
}

std::vector<report_ratio> ratios_of(const std::vector<report_variant>& variants) {
    std::vector<report_ratio> ratios;
    for (const report_variant& async : variants) {
        const report_variant* sync = find(variants, "sync", async.operation);
        if (async.name != "async" || sync == nullptr) continue;
        for (const report_step& a : async.steps)
            for (const report_step& s : sync->steps)
                if (comparable(a, s))
                    ratios.push_back({async.operation, a.users, a.ok_per_s / s.ok_per_s,
                                      *a.mean_ms / *s.mean_ms});
    }
    return ratios;
}

}  // namespace weir::inline v0::lab
