// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/sync_io/cached_reads.hpp"
#include "lab/sync_io/run_case.hpp"
#include "lab/sync_io/verdict.hpp"
#include "lab/sync_io/work_directory.hpp"

#include <weir/base/fatal.hpp>
#include <weir/coro/scope.hpp>
#include <weir/lab/sync_io.hpp>
#include <weir/lab/words.hpp>
#include <weir/rt/shard.hpp>

#include <algorithm>
#include <utility>

namespace weir::inline v0::lab {
namespace {

using namespace std::chrono_literals;

constexpr duration reads_time = 3s;

double ms_of(duration d) noexcept {
    return std::chrono::duration<double, std::milli>(d).count();
}

bool wants(const sync_io_options& options, extra e) noexcept {
    return std::ranges::find(options.extras, e) != options.extras.end();
}

fact_list parameters_of(const sync_io_options& o) {
    fact_list facts{{"workers", std::int64_t{o.workers}},
                    {"queue", static_cast<std::int64_t>(o.queue)},
                    {"io_delay_ms", ms_of(o.io_delay)},
                    {"upload_bytes", static_cast<std::int64_t>(o.upload_bytes)},
                    {"client_timeout_ms", ms_of(o.client_timeout)},
                    {"backend_limit", std::int64_t{o.backend_limit}}};
    if (o.step) facts.emplace_back("step_s", ms_of(*o.step) / 1000);
    if (o.warmup) facts.emplace_back("warmup_s", ms_of(*o.warmup) / 1000);
    facts.emplace_back("seed", static_cast<std::int64_t>(o.seed));
    const auto bound = std::ranges::count_if(o.variants, is_worker_bound);
    if (bound == 2)
        facts.emplace_back("sync_and_wrapped",
                           "measured at the same time, each with a backend of its own");
    return facts;
}

/// One run of the experiment, from the first server to the last.
class sync_io_run {
public:
    sync_io_run(const sync_io_options& options, const sync_io_hooks& hooks, report& found)
        : options_(options),
          hooks_(hooks),
          found_(found),
          facts_{.delay_ms = ms_of(options.io_delay),
                 .workers = options.workers,
                 .backend_limit = options.backend_limit} {}

    [[nodiscard]] task<void> run() {
        auto directory = work_directory::create();
        if (!directory) co_return give_up("no temporary directory", directory.error());
        auto file = co_await write_upload_file(*directory, options_.upload_bytes, options_.seed);
        if (!file) co_return give_up("cannot write the file to upload", file.error());
        context_.upload_file = std::move(*file);
        co_await run_phases("main", main_phases(options_), found_.variants);
        if (may_go_on() && wants(options_, extra::overload)) co_await run_overload();
        if (may_go_on() && wants(options_, extra::backend_limit)) co_await run_backend_limit();
        if (may_go_on() && wants(options_, extra::cached_reads)) co_await run_reads(*directory);
    }

    /// What can only be said when all is there.
    void conclude() {
        found_.ratios = ratios_of(found_.variants);
        for (report_variant& v : found_.variants)
            v.verdict = variant_verdict(v, found_.variants, facts_);
        found_.verdict = overall_verdict(found_.variants);
        if (found_.driver.empty()) found_.driver = shard::this_shard()->driver_name();
    }

private:
    [[nodiscard]] bool may_go_on() const {
        return found_.failure.empty() && !this_task::stop_requested();
    }

    void give_up(std::string_view what, std::error_code error) {
        found_.failure = std::string(what) + ": " + error.message();
    }

    [[nodiscard]] task<void> run_phases(std::string_view part, std::vector<phase_plan> phases,
                                        std::vector<report_variant>& into) {
        for (const phase_plan& phase : phases) {
            if (!may_go_on()) co_return;
            announce(part, phase);
            co_await run_phase(part, phase, into);
        }
    }

    void announce(std::string_view part, const phase_plan& phase) const {
        std::string line(part);
        for (const load_case& load : phase)
            line += (&load == &phase.front() ? ": " : " and ") + std::string(to_string(load.how)) +
                    " " + to_string(load.what);
        hooks_.on_note(line);
    }

    /// The cases of a phase at the same time; a failure of one ends the others.
    [[nodiscard]] task<void> run_phase(std::string_view part, const phase_plan& phase,
                                       std::vector<report_variant>& into) {
        std::vector<case_outcome> outcomes(phase.size());
        static_cast<void>(co_await with_scope([&](scope& s) -> task<void> {
            for (std::size_t i = 0; i < phase.size(); ++i)
                s.spawn("lab.case", [&, i]() -> task<void> {
                    outcomes[i] = co_await run_case(context_, part, phase[i]);
                    if (!outcomes[i].failure.empty()) s.request_stop(stop_reason::sibling);
                });
            co_return;
        }));
        for (case_outcome& outcome : outcomes) {
            if (outcome.driver != "threads" && !outcome.driver.empty())
                found_.driver = outcome.driver;
            if (found_.failure.empty()) found_.failure = std::move(outcome.failure);
            into.push_back(std::move(outcome.found));
        }
    }

    [[nodiscard]] task<void> run_overload() {
        const auto phases = overload_phases(options_);
        const load_case& load = phases.front().front();
        report_experiment made{
            .name = "overload",
            .title = "Overload: a queue of " + number_text(static_cast<double>(load.queue)) +
                     " and clients that wait " + ms_text(ms_of(load.client_timeout)),
            .verdict = {},
            .parameters = {{"users", std::int64_t{load.users.front()}},
                           {"queue", static_cast<std::int64_t>(load.queue)},
                           {"client_timeout_ms", ms_of(load.client_timeout)},
                           {"pause_after_failure_ms", ms_of(load.error_pause)}},
            .variants = {}};
        co_await run_phases("overload", phases, made.variants);
        made.verdict = overload_verdict(made.variants);
        add_verdicts(made, facts_);
        found_.experiments.push_back(std::move(made));
    }

    [[nodiscard]] task<void> run_backend_limit() {
        const auto phases = backend_limit_phases(options_);
        verdict_facts facts = facts_;
        facts.backend_limit = phases.front().front().backend_limit;
        report_experiment made{.name = "backend-limit",
                               .title = "The next bottleneck: a backend that serves " +
                                        number_text(facts.backend_limit) + " requests at once",
                               .verdict = {},
                               .parameters = {{"backend_limit", std::int64_t{facts.backend_limit}}},
                               .variants = {}};
        co_await run_phases("backend-limit", phases, made.variants);
        if (!made.variants.empty())
            made.verdict = backend_limit_verdict(made.variants.front(), facts);
        add_verdicts(made, facts);
        found_.experiments.push_back(std::move(made));
    }

    static void add_verdicts(report_experiment& made, const verdict_facts& facts) {
        for (report_variant& v : made.variants)
            v.verdict = variant_verdict(v, made.variants, facts);
    }

    [[nodiscard]] task<void> run_reads(const work_directory& directory) {
        hooks_.on_note("cached reads: pread against file::read_at");
        auto reads = co_await measure_cached_reads(directory.path());
        if (reads)
            found_.reads = std::move(*reads);
        else if (!this_task::stop_requested())
            give_up("cached reads", reads.error());
    }

    const sync_io_options& options_;
    const sync_io_hooks& hooks_;
    report& found_;
    const verdict_facts facts_;
    run_context context_{.options = options_, .hooks = hooks_, .upload_file = {}};
};

}  // namespace

duration estimated_time(const sync_io_options& options) {
    duration total = total_time(options, main_phases(options));
    if (wants(options, extra::overload)) total += total_time(options, overload_phases(options));
    if (wants(options, extra::backend_limit))
        total += total_time(options, backend_limit_phases(options));
    if (wants(options, extra::cached_reads)) total += reads_time;
    return total;
}

task<report> run_sync_io(sync_io_options options, sync_io_hooks hooks) {
    require(!problem_with(options).has_value(), "sync-io was run with options that have a problem");
    const time_point begun = this_task::now();
    report found;
    found.title = "What blocking costs: synchronous I/O against waiting properly";
    found.generated_at = timestamp();
    found.machine = machine_facts();
    found.parameters = parameters_of(options);
    found.users = options.users;
    for (const operation what : options.operations)
        found.injected_delay_ms.emplace_back(to_string(what), ms_of(options.io_delay));
    sync_io_run run(options, hooks, found);
    co_await run.run();
    run.conclude();
    found.interrupted = this_task::stop_requested();
    found.duration_s = std::chrono::duration<double>(this_task::now() - begun).count();
    co_return found;
}

}  // namespace weir::inline v0::lab
