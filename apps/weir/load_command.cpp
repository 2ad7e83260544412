// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load_command.hpp"

#include "exit_code.hpp"
#include "load_run.hpp"
#include "parse_values.hpp"
#include "typed_option.hpp"

#include <memory>

namespace weir::inline v0::cli {
namespace {

using namespace std::chrono_literals;

constexpr const char* load_examples =
    "Each user is a loop: send a request, wait for the answer, send the next, on a connection of\n"
    "its own. Throughput and latency count successful answers (status below 400) only.\n\n"
    "Examples:\n"
    "  weir load http://127.0.0.1:8080/\n"
    "  weir load http://127.0.0.1:8080/ --users 1:400:50 --step 10s --html load.html\n"
    "  weir load http://127.0.0.1:8080/items --method POST --header 'Content-Type: text/plain' \\\n"
    "            --body hello --json - | jq '.variants[0].steps'\n\n";

using header_list = std::vector<std::pair<std::string, std::string>>;

result<std::pair<std::string, std::string>> parse_header(const std::string& text) {
    const std::size_t colon = text.find(':');
    if (colon == 0 || colon == std::string::npos) return fail(errc::bad_argument);
    const std::size_t value = text.find_first_not_of(" \t", colon + 1);
    return std::pair(text.substr(0, colon),
                     value == std::string::npos ? std::string() : text.substr(value));
}

/// What the command line says about the steps.
struct load_arguments {
    load_request request;
    std::vector<unsigned> users{1, 50, 100, 200};
    duration step = 10s;
    duration warmup = 3s;
};

void add_steps(CLI::App& load, load_arguments& a) {
    add_typed(load, "--users", a.users, parse_users, some_users, "USERS",
              "Concurrent users, step by step [1,50,100,200]");
    add_typed(load, "--step", a.step, parse_duration, a_duration, "TIME",
              "Counted time of a step [10s]");
    add_typed(load, "--warmup", a.warmup, parse_duration, a_duration, "TIME",
              "Time before counting in each step [3s]");
    add_typed(load, "--timeout", a.request.plan.request_timeout, parse_duration, a_duration, "TIME",
              "When a user gives up on an answer [5m]");
}

void add_request(CLI::App& load, load_arguments& a) {
    load::target& what = a.request.plan.what;
    load.add_option("URL", a.request.urls, "What to ask for; several are measured in turn")
        ->required();
    load.add_option("--method", what.method, "Method of the request [GET]")->type_name("NAME");
    load.add_option_function<std::vector<std::string>>(
            "--header",
            [&what](const std::vector<std::string>& lines) {
                for (const std::string& line : lines) {
                    auto header = parse_header(line);
                    if (!header)
                        throw CLI::ValidationError("--header",
                                                   "'" + line + "' is not 'Name: value'");
                    what.headers.push_back(std::move(*header));
                }
            },
            "A header field of the request; may be repeated")
        ->type_name("'NAME: VALUE'")
        ->allow_extra_args(false);
    load.add_option("--body", what.body, "Body of the request")->type_name("TEXT");
    load.add_flag("--i-own-this-target", a.request.owns_target,
                  "Allow targets that are not on this machine");
}

void add_output(CLI::App& load, load_arguments& a) {
    load.add_option("--json", a.request.json, "Write the report as JSON; - is standard output")
        ->type_name("FILE");
    load.add_option("--html", a.request.html, "Write the report as a page")->type_name("FILE");
}

}  // namespace

void add_load_command(CLI::App& app, std::function<int()>& chosen, const std::string& invocation) {
    CLI::App* load = app.add_subcommand("load", "Measure a service under rising load");
    auto arguments = std::make_shared<load_arguments>();
    arguments->request.command = invocation;
    add_request(*load, *arguments);
    add_steps(*load, *arguments);
    add_output(*load, *arguments);
    load->footer(std::string(load_examples) + exit_code_help);
    load->callback([&chosen, arguments] {
        for (const unsigned users : arguments->users)
            arguments->request.plan.steps.push_back(
                {.users = users, .warmup = arguments->warmup, .measure = arguments->step});
        if (const auto problem = problem_with(arguments->request))
            throw CLI::ValidationError(*problem);
        chosen = [arguments] { return run_load(arguments->request); };
    });
}

}  // namespace weir::inline v0::cli
