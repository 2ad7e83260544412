// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/sync_io/run_case.hpp"

#include "lab/process/server_process.hpp"
#include "lab/process/server_sampler.hpp"

#include <weir/coro/ok.hpp>
#include <weir/coro/scope.hpp>

#include <algorithm>
#include <utility>

namespace weir::inline v0::lab {
namespace {

using namespace std::chrono_literals;

serve_settings backend_settings(const run_context& context, const load_case& load) {
    serve_settings s;
    s.role = load.what == operation::profile ? "profile-service" : "blob-service";
    s.io_delay = context.options.io_delay;
    s.backend_limit = load.backend_limit;
    s.seed = context.options.seed;
    return s;
}

serve_settings server_settings(const run_context& context, const load_case& load,
                               std::uint16_t backend) {
    serve_settings s;
    s.role = to_string(load.how);
    s.backend = backend;
    s.workers = context.options.workers;
    s.queue = load.queue;
    s.io_timeout = std::max<duration>(context.options.client_timeout, 60s);
    s.file = context.upload_file;
    s.seed = context.options.seed;
    return s;
}

load::plan load_plan(const run_context& context, const load_case& load, std::uint16_t port) {
    const std::string host = "http://127.0.0.1:" + std::to_string(port);
    load::plan plan;
    const bool upload = load.what == operation::upload;
    plan.what.url = host + (upload ? "/upload" : "/profile/42");
    plan.what.method = upload ? "POST" : "GET";
    plan.steps = plan_steps(context.options, load);
    plan.request_timeout = load.client_timeout;
    plan.error_pause = load.error_pause;
    return plan;
}

/// Often enough that every step is seen.
duration sampling_interval(const std::vector<load::step_plan>& steps) {
    duration shortest = 2s;
    for (const load::step_plan& step : steps) shortest = std::min(shortest, step.measure);
    return std::max<duration>(shortest / 2, 50ms);
}

double seconds_between(time_point from, time_point to) {
    return std::chrono::duration<double>(to - from).count();
}

/// Hooks of the engine that fill the outcome while it runs.
load::engine_hooks recording(const run_context& context, std::string_view part,
                             const load_case& load, time_point begun, case_outcome& out) {
    load::engine_hooks hooks;
    hooks.on_progress = [&context, part, how = load.how,
                         what = load.what](const load::progress& now) {
        context.hooks.on_progress({.part = part, .how = how, .what = what, .load = now});
    };
    hooks.on_step = [&context, begun, &out](const load::step_result& measured) {
        const double ended = seconds_between(begun, this_task::now());
        out.found.steps.push_back(make_step(measured, std::max(0.0, ended - measured.seconds)));
        context.hooks.on_step(out.found, out.found.steps.back());
    };
    return hooks;
}

/// Drives the load while the sampler looks on. Failures go into `out`.
task<void> measure(const run_context& context, std::string_view part, const load_case& load,
                   server_process& server, case_outcome& out) {
    const time_point begun = this_task::now();
    load::plan plan = load_plan(context, load, server.port());
    const duration interval = sampling_interval(plan.steps);
    server_sampler sampler(server, begun);
    load::engine engine(std::move(plan), recording(context, part, load, begun, out));
    const result<void> ended = co_await with_scope([&](scope& s) -> task<result<void>> {
        s.spawn("sampler",
                [&]() -> task<result<void>> { co_return co_await sampler.run(interval); });
        const auto ran = co_await engine.run();
        s.request_stop();
        co_return ran ? result<void>() : fail(ran.error());
    });
    out.found.samples = std::move(sampler.samples());
    assign_steps(out.found.samples, out.found.steps);
    for (report_step& step : out.found.steps)
        step.server = summarise(out.found.samples, step.users);
    if (!sampler.failure().empty())
        out.failure = sampler.failure();
    else if (!ended && !this_task::stop_requested())
        out.failure = "the load on '" + out.found.name + "' ended: " + ended.error().message();
}

}  // namespace

task<case_outcome> run_case(const run_context& context, std::string_view part, load_case load) {
    case_outcome out;
    out.found.name = to_string(load.how);
    out.found.operation = to_string(load.what);
    const std::string& program = context.hooks.program;
    auto backend = co_await server_process::start(program, backend_settings(context, load));
    if (!backend) {
        if (!this_task::stop_requested()) out.failure = backend.error();
        co_return out;
    }
    auto server =
        co_await server_process::start(program, server_settings(context, load, backend->port()));
    if (server) {
        out.driver = server->driver();
        co_await measure(context, part, load, *server, out);
        co_await server->stop();
    } else if (!this_task::stop_requested()) {
        out.failure = server.error();
    }
    co_await backend->stop();
    co_return out;
}

}  // namespace weir::inline v0::lab
