// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/load_options.hpp"

#include "load/scenario.hpp"
#include "load/text_file.hpp"
#include "parse_values.hpp"
#include "typed_option.hpp"

namespace weir::inline v0::cli {
namespace {

result<std::pair<std::string, std::string>> parse_header(const std::string& text) {
    const std::size_t colon = text.find(':');
    if (colon == 0 || colon == std::string::npos) return fail(errc::bad_argument);
    const std::size_t value = text.find_first_not_of(" \t", colon + 1);
    return std::pair(text.substr(0, colon),
                     value == std::string::npos ? std::string() : text.substr(value));
}

result<load::arrivals> parse_arrivals(const std::string& text) {
    if (text == "constant") return load::arrivals::constant;
    if (text == "poisson") return load::arrivals::poisson;
    return fail(errc::bad_argument);
}

result<unsigned> parse_connections(const std::string& text) {
    const auto number = parse_number(text);
    if (!number || *number < 1 || *number > 100'000) return fail(errc::bad_argument);
    return static_cast<unsigned>(*number);
}

void add_headers(load::target& what, const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
        auto header = parse_header(line);
        if (!header) throw CLI::ValidationError("--header", "'" + line + "' is not 'Name: value'");
        what.headers.push_back(std::move(*header));
    }
}

void set_body(load::target& what, const std::string& text) {
    if (!text.starts_with('@')) {
        what.body = text;
        return;
    }
    auto content = read_text_file(text.substr(1));
    if (!content) throw CLI::ValidationError("--body", content.error());
    what.body = std::move(*content);
}

}  // namespace

void add_request_options(CLI::App& app, load_arguments& a) {
    load::target& what = a.request.plan.what;
    app.add_option("URL", a.request.urls, "What to ask for; several are measured in turn");
    app.add_option("-X,--method", what.method, "Method of the request [GET]")->type_name("NAME");
    app.add_option_function<std::vector<std::string>>(
           "-H,--header",
           [&what](const std::vector<std::string>& lines) { add_headers(what, lines); },
           "A header field of every request; may be repeated")
        ->type_name("'NAME: VALUE'")
        ->allow_extra_args(false);
    app.add_option_function<std::string>(
           "--body", [&what](const std::string& text) { set_body(what, text); },
           "Body of the request, or the file it is in")
        ->type_name("TEXT|@FILE");
    app.add_option("--scenario", a.scenario, "TOML file of several requests with weights")
        ->type_name("FILE");
    app.add_option("--unix", a.request.plan.unix_path,
                   "Connect to this Unix socket; the URL still gives host and path")
        ->type_name("PATH");
    app.add_flag("--i-own-this-target", a.request.owns_target,
                 "Allow targets that are not on this machine");
}

void add_pace_options(CLI::App& app, load_arguments& a) {
    load::plan& plan = a.request.plan;
    add_typed(app, "--arrivals", plan.arrive, parse_arrivals, "constant or poisson", "HOW",
              "How the requests of a rate follow each other: constant or poisson [constant]");
    add_typed(app, "--max-connections", plan.max_connections, parse_connections,
              "a number from 1 to 100000", "N",
              "Of a rate: connections at most; beyond, requests wait and are counted late [1000]");
    add_typed(app, "--step", a.step, parse_duration, a_duration, "TIME",
              "Counted time of a step [10s]");
    add_typed(app, "--warmup", a.warmup, parse_duration, a_duration, "TIME",
              "Time before counting in each step [3s]");
    add_typed(app, "--timeout", plan.request_timeout, parse_duration, a_duration, "TIME",
              "When a user gives up on an answer [5m]");
}

void add_output_options(CLI::App& app, load_arguments& a) {
    load_outputs& to = a.request.outputs;
    app.add_option("--json", to.json, "Write the report as JSON; - is standard output")
        ->type_name("FILE");
    app.add_option("--html", to.html, "Write the report as a page")->type_name("FILE");
    app.add_option("--csv", to.csv, "Write PREFIX.steps.csv and PREFIX.seconds.csv")
        ->type_name("PREFIX");
    app.add_option("--hdr", to.hdr, "Write an HdrHistogram log with one line a second")
        ->type_name("FILE");
    app.add_option("--junit", to.junit, "Write the thresholds as JUnit XML")->type_name("FILE");
}

void complete(load_arguments& a) {
    load_request& r = a.request;
    if (r.urls.empty()) throw CLI::ValidationError("URL is required");
    const load::target& what = r.plan.what;
    if (!a.scenario.empty()) {
        if (what.method != "GET" || !what.body.empty())
            throw CLI::ValidationError("--scenario says method and body of each request itself");
        auto requests = read_scenario(a.scenario);
        if (!requests) throw CLI::ValidationError(requests.error());
        r.plan.requests = std::move(*requests);
    }
    for (const rate_range& rate : a.rates)
        r.plan.steps.push_back(
            {.warmup = a.warmup, .measure = a.step, .rate = rate.from, .rate_end = rate.to});
    if (a.rates.empty())
        for (const unsigned users : a.users)
            r.plan.steps.push_back({.users = users, .warmup = a.warmup, .measure = a.step});
    if (!r.open() && r.plan.arrive != load::arrivals::constant)
        throw CLI::ValidationError("--arrivals is for a --rate: users ask when they are answered");
    if (const auto problem = problem_with(r)) throw CLI::ValidationError(*problem);
}

}  // namespace weir::inline v0::cli
