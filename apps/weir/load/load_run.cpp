// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/load_run.hpp"

#include "exit_code.hpp"
#include "file_limit.hpp"
#include "interruptible.hpp"
#include "load/load_outputs.hpp"
#include "load/load_recorder.hpp"
#include "load/search_run.hpp"
#include "load/step_table.hpp"
#include "version.hpp"

#include <weir/rt/runtime.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace weir::inline v0::cli {
namespace {

double seconds(duration d) {
    return std::chrono::duration<double>(d).count();
}

unsigned most_connections(const load_request& request) {
    if (request.open()) return request.plan.max_connections;
    unsigned most = request.search ? static_cast<unsigned>(request.search->highest()) : 0;
    for (const load::step_plan& step : request.plan.steps) most = std::max(most, step.users);
    return most;
}

const char* option_of_connections(const load_request& request) {
    if (request.open()) return "--max-connections";
    return request.search ? "--to" : "--users";
}

lab::fact_list parameters_of(const load_request& request) {
    const load::plan& plan = request.plan;
    const load::step_plan& first = plan.steps.front();
    lab::fact_list facts{{"model", request.open() ? "open" : "closed"},
                         {"method", plan.what.method},
                         {"step_s", seconds(first.measure)},
                         {"warmup_s", seconds(first.warmup)},
                         {"timeout_s", seconds(plan.request_timeout)}};
    if (request.open()) {
        facts.emplace_back("arrivals",
                           plan.arrive == load::arrivals::poisson ? "poisson" : "constant");
        facts.emplace_back("max_connections", std::int64_t{plan.max_connections});
    }
    if (!plan.requests.empty())
        facts.emplace_back("requests", static_cast<std::int64_t>(plan.requests.size()));
    if (!plan.unix_path.empty()) facts.emplace_back("unix_socket", plan.unix_path);
    return facts;
}

lab::report empty_report(const load_request& request) {
    lab::report made;
    made.schema = "weir.load/1";
    made.title = request.urls.size() == 1 ? "Load on " + request.urls.front() : "Load";
    made.generated_at = lab::timestamp();
    made.command = request.command;
    made.driver = shard::this_shard()->driver_name();
    made.weir_version = version_number;
    made.machine = lab::machine_facts();
    made.parameters = parameters_of(request);
    if (!request.open() && !request.search)
        for (const load::step_plan& step : request.plan.steps) made.users.push_back(step.users);
    return made;
}

task<void> measure_target(const load_request& request, const std::string& url,
                          load_recorder& recorder, lab::report& found) {
    load::plan plan = request.plan;
    plan.what.url = url;
    recorder.out().say(plan.requests.empty() ? plan.what.method + " " + url : url);
    found.variants.emplace_back().name = url;
    load::engine_hooks hooks = recorder.following();
    std::optional<search_run> search;
    if (request.search) search.emplace(*request.search).steer(hooks, plan);
    load::engine engine(std::move(plan), std::move(hooks));
    const auto ran = co_await engine.run();
    if (!ran && !this_task::stop_requested()) found.failure = url + ": " + ran.error().message();
    if (search && ran) search->conclude(found);
}

task<void> measure_targets(const load_request& request, load_recorder& recorder,
                           lab::report& found) {
    for (const std::string& url : request.urls) {
        if (this_task::stop_requested() || !found.failure.empty()) break;
        co_await measure_target(request, url, recorder, found);
    }
    found.interrupted = this_task::stop_requested();
}

void print_result(const load_request& request, const lab::report& found) {
    // Standard output belongs to the JSON where that was asked for.
    std::FILE* to = request.outputs.json == "-" ? stderr : stdout;
    fmt::print(to, "\n{}{}", step_table(found), threshold_table(found));
    for (const lab::report_variant& v : found.variants)
        if (!v.verdict.empty()) fmt::print(to, "\n{}: {}\n", v.name, v.verdict);
    if (found.interrupted) fmt::print(to, "Interrupted: this is what was measured until then.\n");
}

int exit_code_of(const lab::report& found) {
    if (!found.failure.empty()) return exit_failed;
    if (found.interrupted) return exit_interrupted;
    const bool all_held = std::ranges::all_of(found.thresholds, &lab::report_threshold::held);
    return all_held ? exit_ok : exit_threshold;
}

task<int> load_and_report(const load_request& request) {
    lab::report found = empty_report(request);
    const time_point begun = this_task::now();
    const auto epoch = shard::this_shard()->wall_time().time_since_epoch();
    load_recorder recorder(request, found, begun, static_cast<std::uint64_t>(epoch.count()));
    const result<void> watched = co_await interruptible(
        [&]() -> task<void> { co_await measure_targets(request, recorder, found); });
    recorder.out().clear();
    if (!watched) complain("signals cannot be watched: " + watched.error().message());
    found.duration_s = seconds(this_task::now() - begun);
    print_result(request, found);
    const auto written = co_await write_outputs(request.outputs, found, recorder.hdr_log_text());
    if (!found.failure.empty()) complain(found.failure);
    if (!written) complain(written.error());
    co_return watched&& written ? exit_code_of(found) : exit_failed;
}

}  // namespace

int run_load(const load_request& request) {
    auto problem = problem_with_files(request.outputs);
    if (!problem)
        problem = raise_file_limit(most_connections(request) + std::size_t{100},
                                   option_of_connections(request));
    if (problem) {
        complain(*problem);
        return exit_usage;
    }
    const result<int> code =
        run([&]() -> task<int> { co_return co_await load_and_report(request); }, {.shards = 1});
    if (code) return *code;
    complain("the runtime cannot start: " + code.error().message());
    return exit_usage;
}

}  // namespace weir::inline v0::cli
