// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/load_command.hpp"

#include "exit_code.hpp"
#include "load/diff_command.hpp"
#include "load/find_max_command.hpp"
#include "load/load_options.hpp"
#include "load/load_run.hpp"
#include "parse_values.hpp"
#include "typed_option.hpp"

#include <memory>

namespace weir::inline v0::cli {
namespace {

constexpr const char* load_examples =
    "With --users the test is closed: each user is a loop that sends a request, waits for the\n"
    "answer and sends the next. When the target is slow such users ask less, so a pause is seen "
    "by\n"
    "few requests. With --rate it is open: requests are due at their times whatever the target\n"
    "does, and latency counts from when a request was due (corrected), beside the latency from\n"
    "when it was sent (raw). Throughput and latency count successful answers (status below "
    "400).\n\n"
    "Examples:\n"
    "  weir load http://127.0.0.1:8080/\n"
    "  weir load http://127.0.0.1:8080/ --users 1:400:50 --step 10s --html load.html\n"
    "  weir load http://127.0.0.1:8080/ --rate 100:2000:200 --arrivals poisson --hdr load.hlog\n"
    "  weir load http://127.0.0.1:8080/ --rate 500 --threshold 'p99<250ms' --junit load.xml\n"
    "  weir load http://127.0.0.1:8080/items -X POST -H 'Content-Type: text/plain' \\\n"
    "            --body @item.txt --json - | jq '.variants[0].steps'\n"
    "  weir load http://127.0.0.1:8080/ --rate 200 --scenario mix.toml     "
    "(docs/reference/cli.md)\n"
    "  weir load find-max http://127.0.0.1:8080/ --slo 'p99<50ms'\n"
    "  weir load diff before.json after.json\n\n";

void add_level_options(CLI::App& load, load_arguments& a) {
    CLI::Option* users = add_typed(load, "--users", a.users, parse_users, some_users, "USERS",
                                   "Closed model: concurrent users, step by step [1,50,100,200]");
    add_typed(load, "--rate", a.rates, parse_rates, some_rates, "RATES",
              "Open model: requests per second, step by step: 500, 100,500, 100:2000:200, or "
              "100..2000 for a ramp")
        ->excludes(users);
    load.add_option_function<std::vector<std::string>>(
            "--threshold",
            [&a](const std::vector<std::string>& texts) {
                for (const std::string& text : texts) {
                    auto parsed = threshold::parse(text);
                    if (!parsed) throw CLI::ValidationError("--threshold", parsed.error());
                    a.request.thresholds.push_back(std::move(*parsed));
                }
            },
            "A promise; one that a step breaks is exit code 99: p99<250ms@users<=2000, "
            "errors%<1, mean<20ms, ok_per_s>=500; may be repeated")
        ->type_name("PROMISE")
        ->allow_extra_args(false);
}

/// What stands before a subcommand's name would be lost in silence.
void refuse_arguments_before(const CLI::App& subcommand, const CLI::App& load) {
    for (const CLI::Option* given : load.get_options())
        if (given->count() > 0)
            throw CLI::ValidationError("'" + given->get_name() + "' stands before " +
                                       subcommand.get_name() + "; write it behind that word");
}

}  // namespace

void add_load_command(CLI::App& app, std::function<int()>& chosen, const std::string& invocation) {
    CLI::App* load = app.add_subcommand("load", "Measure a service under rising load");
    auto arguments = std::make_shared<load_arguments>();
    arguments->request.command = invocation;
    add_request_options(*load, *arguments);
    add_level_options(*load, *arguments);
    add_pace_options(*load, *arguments);
    add_output_options(*load, *arguments);
    load->footer(std::string(load_examples) + exit_code_help);
    add_find_max_command(*load, chosen, invocation);
    add_diff_command(*load, chosen);
    load->callback([&chosen, arguments, load] {
        if (!load->get_subcommands().empty())
            return refuse_arguments_before(*load->get_subcommands().front(), *load);
        complete(*arguments);
        chosen = [arguments] { return run_load(arguments->request); };
    });
}

}  // namespace weir::inline v0::cli
