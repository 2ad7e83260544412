// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/sync_io/schedule.hpp"

#include <algorithm>
#include <chrono>

namespace weir::inline v0::lab {
namespace {

using namespace std::chrono_literals;

load_case base_case(const sync_io_options& options, variant how, operation what) {
    return {.how = how,
            .what = what,
            .users = options.users,
            .queue = options.queue,
            .client_timeout = options.client_timeout,
            .backend_limit = options.backend_limit};
}

duration scaled(duration d, double factor) noexcept {
    return std::chrono::duration_cast<duration>(std::chrono::duration<double, std::nano>(d) *
                                                factor);
}

/// Up to whole delays of the backend. Workers that began together answer together, every delay; a
/// window of whole delays counts as many of these bursts as it is long, wherever it begins.
duration whole_delays(duration d, duration delay) noexcept {
    if (delay <= duration::zero()) return d;
    return (d + delay - duration(1)) / delay * delay;
}

double share(std::size_t requests, std::size_t slots) noexcept {
    return std::max(1.0, static_cast<double>(requests) / static_cast<double>(slots));
}

/// The phases of one operation.
void add_phases(std::vector<phase_plan>& phases, const sync_io_options& options, operation what) {
    phase_plan together;
    for (const variant how : options.variants)
        if (is_worker_bound(how)) together.push_back(base_case(options, how, what));
    if (!together.empty()) phases.push_back(std::move(together));
    for (const variant how : options.variants)
        if (!is_worker_bound(how)) phases.push_back({base_case(options, how, what)});
}

}  // namespace

bool is_worker_bound(variant v) noexcept {
    return v == variant::sync || v == variant::wrapped;
}

duration expected_latency(const sync_io_options& options, const load_case& load,
                          unsigned users) noexcept {
    double factor = 1.0;
    if (is_worker_bound(load.how))
        factor = share(std::min<std::size_t>(users, options.workers + load.queue), options.workers);
    if (load.backend_limit > 0) factor = std::max(factor, share(users, load.backend_limit));
    return std::min(scaled(options.io_delay, factor), load.client_timeout);
}

std::vector<load::step_plan> plan_steps(const sync_io_options& options, const load_case& load) {
    std::vector<load::step_plan> steps;
    for (const unsigned users : load.users) {
        const duration expected = expected_latency(options, load, users);
        const duration enough = std::max<duration>(3s, scaled(expected, 0.7));
        steps.push_back({.users = users,
                         .warmup = options.warmup.value_or(expected + 1s),
                         .measure = options.step.value_or(whole_delays(enough, options.io_delay))});
    }
    return steps;
}

std::vector<phase_plan> main_phases(const sync_io_options& options) {
    std::vector<phase_plan> phases;
    for (const operation what : options.operations) add_phases(phases, options, what);
    return phases;
}

std::vector<phase_plan> overload_phases(const sync_io_options& options) {
    std::vector<phase_plan> phases;
    const unsigned most = options.users.back();
    for (const variant how : {variant::sync, variant::async}) {
        load_case load = base_case(options, how, options.operations.front());
        load.users = {most};
        load.queue = std::min<std::size_t>(500, most / 8);
        load.client_timeout = 4 * options.io_delay;
        load.error_pause = 2 * options.io_delay;
        phases.push_back({load});
    }
    return phases;
}

std::vector<phase_plan> backend_limit_phases(const sync_io_options& options) {
    load_case load = base_case(options, variant::async, options.operations.front());
    if (load.backend_limit == 0) load.backend_limit = options.workers;
    load.users = {std::max(1U, load.backend_limit)};
    if (options.users.back() / 4 > load.backend_limit)
        load.users.push_back(options.users.back() / 4);
    return {{load}};
}

duration total_time(const sync_io_options& options, const std::vector<phase_plan>& phases) {
    duration total{};
    for (const phase_plan& phase : phases) {
        duration longest{};
        for (const load_case& load : phase) {
            duration own{};
            for (const load::step_plan& step : plan_steps(options, load))
                own += step.warmup + step.measure;
            longest = std::max(longest, own);
        }
        total += longest;
    }
    return total;
}

}  // namespace weir::inline v0::lab
