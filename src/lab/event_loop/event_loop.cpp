// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/loop_verdict.hpp"
#include "lab/event_loop/run_route.hpp"
#include "lab/event_loop/slow_resolver.hpp"
#include "lab/event_loop/subjects.hpp"
#include "lab/sync_io/work_directory.hpp"

#include <weir/base/fatal.hpp>
#include <weir/coro/scope.hpp>
#include <weir/lab/event_loop.hpp>

#include <algorithm>
#include <utility>

namespace weir::inline v0::lab {
namespace {

double ms_of(duration d) noexcept {
    return std::chrono::duration<double, std::milli>(d).count();
}

std::vector<subject_plan> chosen(const event_loop_options& options) {
    std::vector<subject_plan> plans;
    for (const subject_plan& plan : subject_plans())
        if (options.subjects.empty() ||
            std::ranges::find(options.subjects, plan.name) != options.subjects.end())
            plans.push_back(plan);
    return plans;
}

fact_list parameters_of(const event_loop_options& o) {
    return {{"work_ms", ms_of(o.work)},     {"every_ms", ms_of(o.every)},
            {"ping_rate", o.ping_rate},     {"quiet_ms", ms_of(o.quiet)},
            {"busy_ms", ms_of(o.busy)},     {"expected_harm", o.expected_harm},
            {"flat_factor", o.flat_factor}, {"flat_share", o.flat_share},
            {"shards", std::int64_t{1}},    {"seed", static_cast<std::int64_t>(o.seed)}};
}

/// One run of the experiment, from the server's start to its end.
class event_loop_run {
public:
    event_loop_run(const event_loop_options& options, const event_loop_hooks& hooks, report& found)
        : options_(options), hooks_(hooks), found_(found) {}

    [[nodiscard]] task<void> run() {
        auto directory = work_directory::create();
        if (!directory) co_return give_up("no temporary directory", directory.error());
        auto resolver = slow_resolver::listen(options_.work);
        if (!resolver) co_return give_up("no port for the resolver", resolver.error());
        static_cast<void>(co_await with_scope([&](scope& s) -> task<result<void>> {
            s.spawn("resolver",
                    [&]() -> task<result<void>> { co_return co_await resolver->run(); });
            co_await serve_and_measure(*directory, resolver->port());
            s.request_stop();
            co_return result<void>();
        }));
    }

    /// What can only be said when all is there.
    void conclude() {
        for (loop_subject& s : found_.subjects) {
            for (loop_route& r : s.routes) r.verdict = route_verdict(r, s.routes.front());
            s.verdict = subject_verdict(s);
            std::ranges::move(checks_of(s, options_), std::back_inserter(found_.checks));
        }
        found_.verdict = overall_verdict(found_.subjects, found_.checks);
    }

private:
    void give_up(std::string_view what, std::error_code error) {
        found_.failure = std::string(what) + ": " + error.message();
    }

    [[nodiscard]] bool may_go_on() const {
        return found_.failure.empty() && !this_task::stop_requested();
    }

    [[nodiscard]] task<void> serve_and_measure(const work_directory& directory,
                                               std::uint16_t resolver) {
        hooks_.on_note("starting the server, which measures its work");
        serve_settings settings;
        settings.role = "event-loop";
        settings.io_delay = options_.work;
        settings.backend = resolver;
        settings.file = directory.path();
        settings.shards = 1;
        settings.seed = options_.seed;
        auto server = co_await server_process::start(hooks_.program, std::move(settings));
        if (!server) {
            if (!this_task::stop_requested()) found_.failure = server.error();
            co_return;
        }
        found_.driver = server->driver();
        loop_context_of_run context{.options = options_, .server = *server};
        for (const subject_plan& plan : chosen(options_)) co_await run_subject(context, plan);
        co_await server->stop();
    }

    [[nodiscard]] task<void> run_subject(loop_context_of_run& context, const subject_plan& plan) {
        if (!may_go_on()) co_return;
        hooks_.on_note(std::string(plan.name) + ": " + std::string(plan.title));
        loop_subject& subject = found_.subjects.emplace_back(
            loop_subject{.name = std::string(plan.name), .title = std::string(plan.title)});
        co_await run_one(context, subject, plan.harm, true);
        for (const route_plan& cure : plan.cure_list())
            co_await run_one(context, subject, cure, false);
    }

    [[nodiscard]] task<void> run_one(loop_context_of_run& context, loop_subject& subject,
                                     const route_plan& plan, bool harms) {
        if (!may_go_on()) co_return;
        route_outcome outcome = co_await run_route(context, plan, harms);
        found_.failure = std::move(outcome.failure);
        // A route whose calls were cut short has no number to compare.
        if (this_task::stop_requested() || !found_.failure.empty()) co_return;
        subject.routes.push_back(std::move(outcome.found));
        hooks_.on_route(subject, subject.routes.back());
    }

    const event_loop_options& options_;
    const event_loop_hooks& hooks_;
    report& found_;
};

}  // namespace

duration estimated_time(const event_loop_options& options) {
    std::size_t routes = 0;
    for (const subject_plan& plan : chosen(options)) routes += 1 + plan.cure_list().size();
    return static_cast<std::int64_t>(routes) * time_of_route(options);
}

task<report> run_event_loop(event_loop_options options, event_loop_hooks hooks) {
    require(!problem_with(options), "event-loop was run with options that have a problem");
    const time_point begun = this_task::now();
    report found;
    found.schema = "weir.lab.event-loop/1";
    found.title = "Who holds up the loop: one blocking route and all the others";
    found.generated_at = timestamp();
    found.machine = machine_facts();
    found.parameters = parameters_of(options);
    event_loop_run run(options, hooks, found);
    co_await run.run();
    run.conclude();
    found.interrupted = this_task::stop_requested();
    found.duration_s = std::chrono::duration<double>(this_task::now() - begun).count();
    co_return found;
}

}  // namespace weir::inline v0::lab
