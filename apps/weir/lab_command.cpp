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
    lab_run_request request;
    bool full = false;
    bool as_published = false;
};

void add_what(CLI::App& run, lab_arguments& a) {
    lab::sync_io_options& o = a.request.options;
    run.add_option("EXPERIMENT", a.experiment, "One that 'weir lab list' lists")->required();
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
    run.add_option("--out", a.request.out, "Directory for report.html and report.json")
        ->type_name("DIR")
        ->capture_default_str();
    run.add_flag("--full", a.full, "The whole staircase: --users 1:4000:400");
    run.add_flag("--as-published", a.as_published,
                 "As in the published test: --full --io-delay 2s --step 60s (takes hours)");
}

void add_how(CLI::App& run, lab_arguments& a) {
    lab::sync_io_options& o = a.request.options;
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
    add_typed(run, "--seed", o.seed, number_parser(o.seed), a_number, "N",
              "For everything that is random [1]");
}

/// A preset fills in what the command line left open.
void apply_presets(const CLI::App& run, lab_arguments& a) {
    lab::sync_io_options& o = a.request.options;
    if ((a.full || a.as_published) && run.count("--users") == 0)
        o.users = load::staircase(1, 4000, 400);
    if (!a.as_published) return;
    if (run.count("--io-delay") == 0) o.io_delay = 2s;
    if (run.count("--step") == 0) o.step = 60s;
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
    arguments->request.command = invocation;
    add_what(*run, *arguments);
    add_how(*run, *arguments);
    run->footer(std::string(run_examples) + exit_code_help);
    run->callback([&chosen, arguments, run] {
        const auto known = lab::catalogue();
        if (std::ranges::find(known, arguments->experiment, &lab::experiment::name) == known.end())
            throw CLI::ValidationError("there is no experiment '" + arguments->experiment +
                                       "'; 'weir lab list' lists them");
        apply_presets(*run, *arguments);
        if (const auto problem = lab::problem_with(arguments->request.options))
            throw CLI::ValidationError(*problem);
        chosen = [arguments] { return run_lab(arguments->request); };
    });
}

}  // namespace weir::inline v0::cli
