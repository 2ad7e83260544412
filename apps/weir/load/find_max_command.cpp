// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/find_max_command.hpp"

#include "exit_code.hpp"
#include "load/load_options.hpp"
#include "load/load_run.hpp"
#include "parse_values.hpp"
#include "typed_option.hpp"

#include <cmath>
#include <memory>

namespace weir::inline v0::cli {
namespace {

constexpr const char* find_max_examples =
    "Doubles the rate (or the users) until a step breaks a promise, halves the distance between\n"
    "the highest level that kept it and the lowest that did not, then repeats the one it found.\n"
    "A request that did not succeed counts as infinitely slow, so refusing load does not help.\n\n"
    "Examples:\n"
    "  weir load find-max http://127.0.0.1:8080/ --slo 'p99<50ms'\n"
    "  weir load find-max http://127.0.0.1:8080/ --slo 'p99<50ms' --slo 'errors%<0.1' \\\n"
    "            --from 500 --to 20000 --precision 2%\n"
    "  weir load find-max http://127.0.0.1:8080/ --slo 'mean<20ms' --by users --from 10\n\n";

result<bool> parse_by(const std::string& text) {
    if (text == "users") return true;
    if (text == "rate") return false;
    return fail(errc::bad_argument);
}

result<double> parse_precision(const std::string& text) {
    if (!text.ends_with('%')) return fail(errc::bad_argument);
    const auto percent = parse_rate(std::string_view(text).substr(0, text.size() - 1));
    if (!percent || *percent < 0.1 || *percent > 100) return fail(errc::bad_argument);
    return *percent / 100;
}

result<unsigned> parse_confirmations(const std::string& text) {
    const auto number = parse_number(text);
    if (!number || *number > 10) return fail(errc::bad_argument);
    return static_cast<unsigned>(*number);
}

void add_search_options(CLI::App& app, search_request& search) {
    constexpr const char* a_level = "a rate or number of users above 0";
    app.add_option_function<std::vector<std::string>>(
           "--slo",
           [&search](const std::vector<std::string>& texts) {
               for (const std::string& text : texts) {
                   auto parsed = threshold::parse(text);
                   if (!parsed) throw CLI::ValidationError("--slo", parsed.error());
                   if (text.contains('@'))
                       throw CLI::ValidationError(
                           "--slo", "'" + text +
                                        "': find-max chooses the levels; leave out what "
                                        "follows @, and say --from and --to");
                   search.promises.push_back(std::move(*parsed));
               }
           },
           "What must hold: p99<50ms, errors%<1, ...; may be repeated")
        ->type_name("PROMISE")
        ->required()
        ->allow_extra_args(false);
    add_typed(app, "--by", search.by_users, parse_by, "rate or users", "WHAT",
              "What is raised: rate (open model) or users (closed) [rate]");
    add_typed(app, "--from", search.from, parse_rate, a_level, "LEVEL", "Where to begin [100]");
    add_typed(app, "--to", search.to, parse_rate, a_level, "LEVEL",
              "Where to end [a rate of 100000, or 4000 users]");
    add_typed(app, "--precision", search.precision, parse_precision, "a share such as 5%", "SHARE",
              "How close to the limit [5%]");
    add_typed(app, "--confirm", search.confirmations, parse_confirmations, "a number from 0 to 10",
              "N", "How often the level that was found is repeated [2]");
}

/// The first level is the plan's only step; the search adds the others.
void begin_search(load_arguments& a) {
    search_request& search = *a.request.search;
    if (search.by_users) search.from = std::ceil(search.from);
    if (search.from > search.highest()) throw CLI::ValidationError("--from is above --to");
    if (search.by_users)
        a.users = {static_cast<unsigned>(search.from)};
    else
        a.rates = {{.from = search.from}};
}

}  // namespace

void add_find_max_command(CLI::App& load, std::function<int()>& chosen,
                          const std::string& invocation) {
    CLI::App* find =
        load.add_subcommand("find-max", "Find the highest load at which a promise is kept");
    auto arguments = std::make_shared<load_arguments>();
    arguments->request.command = invocation;
    arguments->request.search.emplace();
    add_request_options(*find, *arguments);
    add_search_options(*find, *arguments->request.search);
    add_pace_options(*find, *arguments);
    add_output_options(*find, *arguments);
    find->footer(std::string(find_max_examples) + exit_code_help);
    find->callback([&chosen, arguments] {
        begin_search(*arguments);
        complete(*arguments);
        chosen = [arguments] { return run_load(arguments->request); };
    });
}

}  // namespace weir::inline v0::cli
