// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/run_route.hpp"

#include "lab/event_loop/stall_reader.hpp"
#include "lab/process/process_usage.hpp"

#include <weir/coro/event.hpp>
#include <weir/coro/ok.hpp>
#include <weir/coro/scope.hpp>
#include <weir/load/engine.hpp>
#include <weir/rt/offload.hpp>
#include <weir/rt/shard.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace weir::inline v0::lab {
namespace {

using namespace std::chrono_literals;

double seconds_of(duration d) noexcept {
    return std::chrono::duration<double>(d).count();
}

load::plan plan_for(const server_process& server, std::string_view path) {
    load::plan plan;
    plan.what.url = "http://127.0.0.1:" + std::to_string(server.port()) + std::string(path);
    return plan;
}

load::plan ping_plan(const loop_context_of_run& context) {
    load::plan plan = plan_for(context.server, "/ping");
    const auto phase = [&](duration time) {
        return load::step_plan{.warmup = 0s, .measure = time, .rate = context.options.ping_rate};
    };
    plan.steps = {phase(context.options.quiet), phase(context.options.busy),
                  phase(context.options.quiet)};
    return plan;
}

/// Calls that are all answered within the busy phase.
load::plan call_plan(const loop_context_of_run& context, std::string_view path) {
    const event_loop_options& o = context.options;
    load::plan plan = plan_for(context.server, path);
    plan.steps = {{.warmup = 0s, .measure = o.busy - o.every, .rate = 1 / seconds_of(o.every)}};
    return plan;
}

ping_phase phase_of(const load::step_result& measured) {
    ping_phase phase;
    static_cast<latency_figures&>(phase) = figures_of(measured.latency);
    phase.seconds = measured.seconds;
    phase.due = measured.due;
    phase.ok = measured.ok;
    phase.errors = measured.all() - measured.ok;
    phase.certified = measured.certified;
    return phase;
}

task<result<double>> cpu_seconds(const server_process& server) {
    const process_usage usage = co_await ok(
        offload(shard::this_shard()->file_pool(), [pid = server.pid()] { return usage_of(pid); }));
    co_return usage.cpu_seconds;
}

/// One route under measurement.
class route_run {
public:
    route_run(loop_context_of_run& context, const route_plan& plan, loop_route& found)
        : context_(context), plan_(plan), found_(found) {}

    [[nodiscard]] task<result<void>> run() {
        static_cast<void>(context_.server.stats().loop_lag_ns.exchange(0));
        co_await ok(with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("route", [this]() -> task<result<void>> { co_return co_await call_route(); });
            co_await ok(ping());
            co_return result<void>();
        }));
        const std::uint64_t lag = context_.server.stats().loop_lag_ns.exchange(0);
        found_.longest_turn_ms = static_cast<double>(lag) / 1e6;
        co_return result<void>();
    }

private:
    [[nodiscard]] task<result<void>> ping() {
        load::engine_hooks hooks;
        hooks.on_step = [this](const load::step_result& measured) { phase_ended(measured); };
        load::engine engine(ping_plan(context_), std::move(hooks));
        const auto ended = co_await engine.run();
        calling_.set();  // nobody waits for a phase that will not come
        co_return ended ? result<void>() : fail(ended.error());
    }

    void phase_ended(const load::step_result& measured) {
        const std::array phases{&found_.before, &found_.during, &found_.after};
        if (ended_ < phases.size()) *phases.at(ended_++) = phase_of(measured);
        calling_.set();
    }

    /// The second phase, from the side of the route.
    [[nodiscard]] task<result<void>> call_route() {
        const double idle_begin = co_await ok(cpu_seconds(context_.server));
        const time_point begun = this_task::now();
        co_await ok(calling_.wait());
        const time_point calls_begun = this_task::now();
        const double busy_begin = co_await ok(cpu_seconds(context_.server));
        load::engine engine(call_plan(context_, plan_.path));
        const auto measured = co_await ok(engine.run());
        const double busy_end = co_await ok(cpu_seconds(context_.server));
        if (measured.empty()) co_return result<void>();
        record_calls(measured.front());
        const double ping_share = (busy_begin - idle_begin) / seconds_of(calls_begun - begun);
        const double pings = ping_share * seconds_of(this_task::now() - calls_begun);
        if (found_.calls.ok > 0)
            found_.calls.cpu_ms = std::max(0.0, busy_end - busy_begin - pings) * 1000 /
                                  static_cast<double>(found_.calls.ok);
        co_return result<void>();
    }

    void record_calls(const load::step_result& measured) {
        static_cast<latency_figures&>(found_.calls) = figures_of(measured.latency);
        found_.calls.ok = measured.ok;
        found_.calls.errors = measured.all() - measured.ok;
    }

    loop_context_of_run& context_;
    const route_plan& plan_;
    loop_route& found_;
    event calling_;
    std::size_t ended_ = 0;
};

}  // namespace

duration time_of_route(const event_loop_options& options) noexcept {
    return 2 * options.quiet + options.busy;
}

task<route_outcome> run_route(loop_context_of_run& context, const route_plan& plan, bool harms) {
    route_outcome out;
    out.found.path = plan.path;
    out.found.what = plan.what;
    out.found.function = plan.function;
    out.found.harms = harms;
    route_run run(context, plan, out.found);
    result<void> ended = co_await run.run();
    if (ended) ended = co_await read_stalls(context.server.port(), context.last_stall, out.found);
    if (const auto died = context.server.ended())
        out.failure = *died;
    else if (!ended && !this_task::stop_requested())
        out.failure =
            "measuring " + out.found.path + " did not succeed: " + ended.error().message();
    co_return out;
}

}  // namespace weir::inline v0::lab
