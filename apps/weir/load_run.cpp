// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load_run.hpp"

#include "exit_code.hpp"
#include "file_limit.hpp"
#include "interruptible.hpp"
#include "load_progress.hpp"
#include "report_files.hpp"
#include "summary.hpp"
#include "terminal.hpp"
#include "version.hpp"

#include <weir/lab/report.hpp>
#include <weir/load/engine.hpp>
#include <weir/rt/runtime.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <chrono>

namespace weir::inline v0::cli {
namespace {

using namespace std::chrono_literals;

double seconds(duration d) {
    return std::chrono::duration<double>(d).count();
}

unsigned most_users(const load::plan& plan) {
    unsigned most = 0;
    for (const load::step_plan& step : plan.steps) most = std::max(most, step.users);
    return most;
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
    const load::step_plan& first = request.plan.steps.front();
    made.parameters = {{"method", request.plan.what.method},
                       {"step_s", seconds(first.measure)},
                       {"warmup_s", seconds(first.warmup)},
                       {"timeout_s", seconds(request.plan.request_timeout)}};
    for (const load::step_plan& step : request.plan.steps) made.users.push_back(step.users);
    return made;
}

/// Shows the progress and keeps the steps of one target.
load::engine_hooks following(terminal& out, lab::report_variant& into) {
    load::engine_hooks hooks;
    const time_point begun = this_task::now();
    hooks.on_progress = [&out](const load::progress& now) {
        out.live(fmt::format("step {}/{}: {}", now.step + 1, now.steps, progress_line(now)));
    };
    hooks.on_step = [&out, &into, begun](const load::step_result& measured) {
        const double start = seconds(this_task::now() - begun) - measured.seconds;
        into.steps.push_back(lab::make_step(measured, std::max(start, 0.0)));
        out.say("  " + step_line(into.steps.back()));
    };
    return hooks;
}

task<void> measure_targets(const load_request& request, terminal& out, lab::report& found) {
    for (const std::string& url : request.urls) {
        if (this_task::stop_requested() || !found.failure.empty()) break;
        load::plan plan = request.plan;
        plan.what.url = url;
        out.say(fmt::format("{} {}", plan.what.method, url));
        found.variants.emplace_back().name = url;
        load::engine engine(std::move(plan), following(out, found.variants.back()));
        const auto ran = co_await engine.run();
        if (!ran && !this_task::stop_requested())
            found.failure = url + ": " + ran.error().message();
    }
    found.interrupted = this_task::stop_requested();
}

/// The first file that could not be written ends it, with a sentence.
task<result<void, std::string>> write_outputs(const load_request& request,
                                              const lab::report& found) {
    const std::string json = lab::to_json(found);
    if (request.json == "-") {
        fmt::print("{}", json);
        if (std::fflush(stdout) != 0) co_return std::unexpected("cannot write standard output");
    } else if (!request.json.empty()) {
        co_await ok(write_text(request.json, json));
    }
    if (!request.html.empty()) co_await ok(write_text(request.html, html_of(json)));
    co_return result<void, std::string>();
}

void print_result(const load_request& request, const lab::report& found) {
    // Standard output belongs to the JSON where that was asked for.
    std::FILE* to = request.json == "-" ? stderr : stdout;
    fmt::print(to, "\n{}", step_table(found));
    if (found.interrupted) fmt::print(to, "Interrupted: this is what was measured until then.\n");
}

task<int> load_and_report(const load_request& request) {
    terminal out;
    lab::report found = empty_report(request);
    const time_point begun = this_task::now();
    const result<void> watched = co_await interruptible(
        [&]() -> task<void> { co_await measure_targets(request, out, found); });
    out.clear();
    if (!watched) complain("signals cannot be watched: " + watched.error().message());
    found.duration_s = seconds(this_task::now() - begun);
    print_result(request, found);
    const auto written = co_await write_outputs(request, found);
    if (!found.failure.empty()) complain(found.failure);
    if (!written) complain(written.error());
    if (!watched || !written || !found.failure.empty()) co_return exit_failed;
    co_return found.interrupted ? exit_interrupted : exit_ok;
}

std::optional<std::string> problem_with_output(const load_request& request) {
    for (const std::string& file : {request.json, request.html})
        if (!file.empty() && file != "-")
            if (auto problem = check_file(file)) return problem;
    return raise_file_limit(most_users(request.plan) + std::size_t{100});
}

}  // namespace

std::optional<std::string> problem_with(const load_request& request) {
    for (const std::string& url : request.urls) {
        const auto local = load::is_loopback(url);
        if (!local) return "'" + url + "' is not a URL such as http://127.0.0.1:8080/";
        if (!*local && !request.owns_target)
            return "'" + url +
                   "' is not on this machine; load may only be put on a target you own, then say "
                   "so with --i-own-this-target";
    }
    for (const load::step_plan& step : request.plan.steps) {
        if (step.users > 100'000) return "--users takes at most 100000";
        if (step.measure < 100ms || step.measure > 24h) return "--step takes 100ms to 24h";
        if (step.warmup > 24h) return "--warmup takes 0s to 24h";
    }
    if (request.plan.request_timeout < 1ms) return "--timeout takes 1ms or more";
    return std::nullopt;
}

int run_load(const load_request& request) {
    if (const auto problem = problem_with_output(request)) {
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
