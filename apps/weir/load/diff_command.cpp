// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/diff_command.hpp"

#include "exit_code.hpp"
#include "load/rates.hpp"
#include "load/run_diff.hpp"
#include "terminal.hpp"
#include "typed_option.hpp"

#include <fmt/core.h>

#include <memory>

namespace weir::inline v0::cli {
namespace {

constexpr const char* diff_examples =
    "Compares the steps that both runs have. The interval of a change is that of a block\n"
    "bootstrap over seconds, widened for the number of comparisons. A change counts when its\n"
    "interval does not hold zero and it is at least --min-change: two runs of the same program\n"
    "differ by more than their seconds do, and no interval of two runs knows by how much.\n\n"
    "Example:\n"
    "  weir load http://127.0.0.1:8080/ --rate 500 --step 60s --json before.json\n"
    "  weir load http://127.0.0.1:8080/ --rate 500 --step 60s --json after.json\n"
    "  weir load diff before.json after.json\n\n";

result<double> parse_share(const std::string& text) {
    if (!text.ends_with('%')) return fail(errc::bad_argument);
    const auto percent = parse_rate(std::string_view(text).substr(0, text.size() - 1));
    if (!percent || *percent >= 100) return fail(errc::bad_argument);
    return *percent / 100;
}

struct diff_arguments {
    std::string before;
    std::string after;
    compare_options options;
};

int run_diff(const diff_arguments& a) {
    const auto before = read_run(a.before);
    const auto after = read_run(a.after);
    if (!before || !after) {
        complain(before ? after.error() : before.error());
        return exit_usage;
    }
    const run_diff_result found = diff_runs(*before, *after, a.options);
    if (found.steps.empty()) {
        complain("the two runs have no step in common");
        return exit_usage;
    }
    fmt::print("{}", text_of(found, a.options));
    return found.has_regression() ? exit_threshold : exit_ok;
}

}  // namespace

void add_diff_command(CLI::App& load, std::function<int()>& chosen) {
    CLI::App* diff = load.add_subcommand("diff", "Compare two runs, with confidence intervals");
    auto arguments = std::make_shared<diff_arguments>();
    diff->add_option("BEFORE", arguments->before, "Report of weir load --json")->required();
    diff->add_option("AFTER", arguments->after, "The one to compare with it")->required();
    add_typed(*diff, "--min-change", arguments->options.min_change, parse_share,
              "a share such as 5%", "SHARE",
              "What is too small to be called a change; a tenth of it for errors [5%]");
    add_typed(*diff, "--confidence", arguments->options.confidence, parse_share,
              "a share such as 95%", "SHARE", "Of all comparisons together [95%]");
    diff->footer(std::string(diff_examples) + exit_code_help);
    diff->callback([&chosen, arguments] { chosen = [arguments] { return run_diff(*arguments); }; });
}

}  // namespace weir::inline v0::cli
