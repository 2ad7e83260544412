// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/run_diff.hpp"

#include "text_table.hpp"

#include <weir/lab/words.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace weir::inline v0::cli {
namespace {

using verdict = comparison::verdict;

bool one_target(const std::vector<measured_step>& steps) {
    return std::ranges::all_of(
        steps, [&](const measured_step& s) { return s.target == steps.front().target; });
}

using step_list = std::vector<const measured_step*>;

/// Takes the first match out of `from`, so that repeated levels are paired in their order.
const measured_step* take_counterpart(step_list& from, const measured_step& of, bool by_target) {
    const auto found = std::ranges::find_if(from, [&](const measured_step* s) {
        return s->open == of.open && s->level == of.level && (!by_target || s->target == of.target);
    });
    if (found == from.end()) return nullptr;
    const measured_step* taken = *found;
    from.erase(found);
    return taken;
}

bool is_share(const comparison& c) {
    return c.measure == "errors";
}

std::string value_cell(const comparison& c, double value) {
    if (is_share(c)) return fmt::format("{:.2f} %", value * 100);
    return c.measure == "ok/s" ? lab::number_text(value) : lab::ms_text(value);
}

std::string change_cell(const comparison& c, double change) {
    return fmt::format("{:+.1f} {}", change * 100, is_share(c) ? "pp" : "%");
}

std::string interval_cell(const comparison& c) {
    if (c.what == verdict::unknown) return "-";
    return fmt::format("{} .. {}", change_cell(c, c.low), change_cell(c, c.high));
}

const char* word(const step_diff& step, const comparison& c) {
    if (c.what == verdict::unknown) return "too few seconds";
    if (!step.sound && c.what != verdict::same) return "differs, but a step is not sound";
    switch (c.what) {
        case verdict::better:
            return "better";
        case verdict::worse:
            return "WORSE";
        default:
            return "no change shown";
    }
}

}  // namespace

bool run_diff_result::has_regression() const noexcept {
    return std::ranges::any_of(steps, [](const step_diff& step) {
        return step.sound &&
               std::ranges::count(step.measures, verdict::worse, &comparison::what) > 0;
    });
}

run_diff_result diff_runs(const std::vector<measured_step>& before,
                          const std::vector<measured_step>& after, compare_options options) {
    run_diff_result found;
    const bool by_target = !one_target(before) || !one_target(after);
    std::vector<std::pair<const measured_step*, const measured_step*>> pairs;
    step_list left;
    for (const measured_step& step : after) left.push_back(&step);
    for (const measured_step& step : before)
        if (const measured_step* other = take_counterpart(left, step, by_target))
            pairs.emplace_back(&step, other);
    found.unmatched = before.size() + after.size() - 2 * pairs.size();
    options.comparisons = pairs.size() * comparisons_per_step;
    for (const auto& [a, b] : pairs)
        found.steps.push_back({.target = b->target,
                               .open = b->open,
                               .level = b->level,
                               .sound = a->sound && b->sound,
                               .measures = compare(a->series, b->series, options)});
    return found;
}

std::string text_of(const run_diff_result& found, const compare_options& options) {
    text_table table(
        {"target", "at", "measure", "before", "after", "change", "interval", "verdict"}, 3);
    for (const step_diff& step : found.steps)
        for (const comparison& c : step.measures)
            table.add({step.target,
                       fmt::format("{:.10g} {}", step.level, step.open ? "/s" : "users"), c.measure,
                       value_cell(c, c.before), value_cell(c, c.after), change_cell(c, c.change),
                       interval_cell(c), word(step, c)});
    std::string text = table.to_string();
    text += fmt::format(
        "Intervals: {:.4g} % for all {} comparisons together, block bootstrap over seconds. "
        "Changes "
        "below {:.4g} % ({:.4g} points of errors) are not called one.\n",
        options.confidence * 100, found.steps.size() * comparisons_per_step,
        options.min_change * 100, options.min_change * share_floor * 100);
    if (found.unmatched > 0)
        text += fmt::format("{} that only one of the runs has.\n",
                            lab::count_text(static_cast<double>(found.unmatched), "step", "steps"));
    return text;
}

}  // namespace weir::inline v0::cli
