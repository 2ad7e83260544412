// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab_command.hpp"

#include "exit_code.hpp"
#include "lab_run.hpp"
#include "parse_values.hpp"
#include "text_table.hpp"
#include "typed_option.hpp"

#include <weir/lab/catalogue.hpp>
#include <weir/load/plan.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace weir::inline v0::cli {
namespace {

using namespace std::chrono_literals;

constexpr const char* a_number = "a number";

constexpr const char* run_examples =
    "Examples:\n"
    "  weir lab run sync-io                       1 to 4000 users, about four minutes\n"
    "  weir lab run sync-io --users 1,100 --extras none\n"
    "  weir lab run sync-io --variants sync,async --operations profile --io-delay 250ms\n"
    "  weir lab run sync-io --queue 500 --client-timeout 2s --variants sync\n"
    "  weir lab run sync-io --full                the whole staircase of the published chart\n"
    "  weir lab run event-loop --quick            what one blocking route does to all others\n"
    "  weir lab run event-loop --subjects crypto,regex --work 300ms\n"
    "  WEIR_DRIVER=epoll weir lab run sync-io     on the other driver\n\n";

int list_experiments(bool as_json) {
    if (as_json) {
        auto list = nlohmann::ordered_json::array();
        for (const lab::experiment& e : lab::catalogue())
            list.push_back({{"name", e.name}, {"question", e.question}, {"method", e.method}});
        fmt::print("{}\n", list.dump(1));
        return exit_ok;
    }
    text_table table({"EXPERIMENT", "QUESTION"}, 2);
    for (const lab::experiment& e : lab::catalogue())
        table.add({std::string(e.name), std::string(e.question)});
    fmt::print(
        "{}\nRun one with 'weir lab run EXPERIMENT'; 'weir lab run --help' has the options.\n",
        table.to_string());
    return exit_ok;
}

/// Reads `a,b,c` as values that `named` knows.
template <class T, class Named>
auto names_parser(Named named) {
    return [named](const std::string& text) -> result<std::vector<T>> {
        std::vector<T> values;
        const auto names = parse_list(text);
        if (!names) return fail(names.error());
        for (const std::string& name : *names) {
            const auto value = named(name);
            if (!value) return fail(errc::bad_argument);
            values.push_back(*value);
        }
        return values;
    };
}

result<std::vector<lab::extra>> parse_extras(const std::string& text) {
    if (text == "none") return std::vector<lab::extra>{};
    return names_parser<lab::extra>(&lab::extra_named)(text);
}

/// Reads a whole number of the type of `into`.
template <class Number>
auto number_parser(const Number& /*into*/) {
    return [](const std::string& text) -> result<Number> {
        const auto parsed = parse_number(text);
        if (!parsed || !std::in_range<Number>(*parsed)) return fail(errc::bad_argument);
        return static_cast<Number>(*parsed);
    };
}

/// What the command line says, before the presets fill in what it leaves open.
struct lab_arguments {
    std::string experiment;
    lab_output output;
    std::uint64_t seed = 1;
    lab::sync_io_options sync_io;
    bool full = false;
    bool as_published = false;
    lab::event_loop_options event_loop;
    bool quick = false;
};

constexpr const char* sync_io_group = "Options of sync-io";
constexpr const char* event_loop_group = "Options of event-loop";

void add_common(CLI::App& run, lab_arguments& a) {
    run.add_option("EXPERIMENT", a.experiment, "One that 'weir lab list' lists")->required();
    run.add_option("--out", a.output.directory,
                   "Directory for report.html and report.json [out/EXPERIMENT]")
        ->type_name("DIR");
    add_typed(run, "--seed", a.seed, number_parser(a.seed), a_number, "N",
              "For everything that is random [1]");
}

void add_event_loop(CLI::App& run, lab_arguments& a) {
    lab::event_loop_options& o = a.event_loop;
    std::string names;
    for (const std::string_view name : lab::subject_names())
        names += (names.empty() ? "" : ", ") + std::string(name);
    add_typed(run, "--subjects", o.subjects, parse_list, "a list of " + names, "LIST",
              "What holds up the loop, of " + names + " [all]");
    add_typed(run, "--work", o.work, parse_duration, a_duration, "TIME",
              "How long a call of a route takes [200ms]");
    run.add_flag("--quick", a.quick, "Short phases: less than a minute in all");
}

void add_what(CLI::App& run, lab_arguments& a) {
    lab::sync_io_options& o = a.sync_io;
    add_typed(run, "--users", o.users, parse_users, some_users, "USERS",
              "Steps of concurrent users [1,400,1000,2000,4000]");
    add_typed(run, "--variants", o.variants, names_parser<lab::variant>(&lab::variant_named),
              "a list of sync, thread-per-request, wrapped, async", "LIST", "Which servers [all]");
    add_typed(run, "--operations", o.operations,
              names_parser<lab::operation>(&lab::operation_named), "a list of profile, upload",
              "LIST", "What the users ask for [all]");
    add_typed(run, "--extras", o.extras, parse_extras,
              "none, or a list of overload, backend-limit, cached-reads", "LIST",
              "The shorter runs after the main one [all]");
    run.add_flag("--full", a.full, "The whole staircase: --users 1:4000:400");
    run.add_flag("--as-published", a.as_published,
                 "As in the published test: --full --io-delay 2s --step 60s (takes hours)");
}

void add_how(CLI::App& run, lab_arguments& a) {
    lab::sync_io_options& o = a.sync_io;
    const auto optional = [](const std::string& text) -> result<std::optional<duration>> {
        const auto parsed = parse_duration(text);
        if (!parsed) return fail(parsed.error());
        return *parsed;
    };
    add_typed(run, "--io-delay", o.io_delay, parse_duration, a_duration, "TIME",
              "How long the backend takes for each call [500ms]");
    add_typed(run, "--step", o.step, optional, a_duration, "TIME",
              "Counted time of a step [what its latency needs]");
    add_typed(run, "--warmup", o.warmup, optional, a_duration, "TIME",
              "Time before counting [what its queue needs to fill]");
    add_typed(run, "--workers", o.workers, number_parser(o.workers), a_number, "N",
              "Threads of sync, and of the pool of wrapped [160]");
    add_typed(run, "--queue", o.queue, number_parser(o.queue), a_number, "N",
              "Requests that may wait for a thread; beyond: 503 [100000]");
    add_typed(run, "--client-timeout", o.client_timeout, parse_duration, a_duration, "TIME",
              "When a user gives up [5m]");
    add_typed(run, "--backend-limit", o.backend_limit, number_parser(o.backend_limit), a_number,
              "N", "Requests that the backend serves at once; 0: no limit [0]");
    add_typed(run, "--size", o.upload_bytes, parse_size, "a size such as 512, 16KiB or 1MiB",
              "SIZE", "Of the uploaded file [16KiB]");
}

/// Adds options by `add`, under a heading of their own in the help.
template <class Add>
void add_group(CLI::App& run, const char* heading, Add add) {
    const auto before = run.get_options();
    add();
    for (CLI::Option* option : run.get_options())
        if (std::ranges::find(before, option) == before.end()) option->group(heading);
}

/// Refuses options of another experiment: they would do nothing.
void refuse_foreign(const CLI::App& run, const std::string& experiment, const char* foreign) {
    for (const CLI::Option* option : run.get_options())
        if (option->get_group() == foreign && option->count() > 0)
            throw CLI::ValidationError(option->get_name() + " is no option of " + experiment);
}

/// A preset fills in what the command line left open.
void apply_presets(const CLI::App& run, lab_arguments& a) {
    lab::sync_io_options& o = a.sync_io;
    if ((a.full || a.as_published) && run.count("--users") == 0)
        o.users = load::staircase(1, 4000, 400);
    if (!a.as_published) return;
    if (run.count("--io-delay") == 0) o.io_delay = 2s;
    if (run.count("--step") == 0) o.step = 60s;
}

template <class Options>
void check(const Options& options) {
    if (const auto problem = lab::problem_with(options)) throw CLI::ValidationError(*problem);
}

std::function<int()> sync_io_run(const CLI::App& run, std::shared_ptr<lab_arguments> a) {
    refuse_foreign(run, a->experiment, event_loop_group);
    apply_presets(run, *a);
    a->sync_io.seed = a->seed;
    check(a->sync_io);
    return [a] { return run_lab(a->sync_io, a->output); };
}

std::function<int()> event_loop_run(const CLI::App& run, std::shared_ptr<lab_arguments> a) {
    refuse_foreign(run, a->experiment, sync_io_group);
    a->event_loop.seed = a->seed;
    if (a->quick) a->event_loop = lab::quick(a->event_loop);
    check(a->event_loop);
    return [a] { return run_lab(a->event_loop, a->output); };
}

/// What the arguments ask for. Throws for those that ask for nothing that can be done.
std::function<int()> chosen_run(const CLI::App& run, const std::shared_ptr<lab_arguments>& a) {
    if (std::ranges::find(lab::catalogue(), a->experiment, &lab::experiment::name) ==
        lab::catalogue().end())
        throw CLI::ValidationError("there is no experiment '" + a->experiment +
                                   "'; 'weir lab list' lists them");
    if (a->output.directory.empty()) a->output.directory = "out/" + a->experiment;
    return a->experiment == "event-loop" ? event_loop_run(run, a) : sync_io_run(run, a);
}

}  // namespace

void add_lab_command(CLI::App& app, std::function<int()>& chosen, const std::string& invocation) {
    CLI::App* lab = app.add_subcommand("lab", "Experiments that measure what blocking costs");
    lab->require_subcommand(1);

    CLI::App* list = lab->add_subcommand("list", "List the experiments");
    auto as_json = std::make_shared<bool>(false);
    list->add_flag("--json", *as_json, "As JSON");
    list->callback(
        [&chosen, as_json] { chosen = [as_json] { return list_experiments(*as_json); }; });

    CLI::App* run = lab->add_subcommand("run", "Run an experiment and write its report");
    auto arguments = std::make_shared<lab_arguments>();
    arguments->output.command = invocation;
    add_common(*run, *arguments);
    add_group(*run, sync_io_group, [&] {
        add_what(*run, *arguments);
        add_how(*run, *arguments);
    });
    add_group(*run, event_loop_group, [&] { add_event_loop(*run, *arguments); });
    run->footer(std::string(run_examples) + exit_code_help);
    run->callback([&chosen, arguments, run] { chosen = chosen_run(*run, arguments); });
}

}  // namespace weir::inline v0::cli
