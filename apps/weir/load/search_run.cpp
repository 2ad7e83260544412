// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/search_run.hpp"

#include <weir/lab/words.hpp>

#include <fmt/core.h>

namespace weir::inline v0::cli {
namespace {

/// The last requests came so late that the rate was more than 5 % below what was asked for.
bool missed_its_rate(const load::step_result& measured) {
    return measured.open() && measured.schedule_lag_p99_ms > 0.05 * measured.seconds * 1e3;
}

}  // namespace

search_run::search_run(const search_request& request)
    : request_(request),
      search_({.from = request.from,
               .to = request.highest(),
               .precision = request.precision,
               .confirmations = request.confirmations,
               .whole = request.by_users}) {}

void search_run::steer(load::engine_hooks& hooks, load::plan& plan) {
    shape_ = plan.steps.front();
    // The plan's first step is the search's first level.
    static_cast<void>(search_.next());
    hooks.next_step = [this](const load::step_result& measured) { return after(measured); };
}

std::optional<load::step_plan> search_run::after(const load::step_result& measured) {
    search_.add(outcome_of(measured));
    const auto level = search_.next();
    if (!level) return std::nullopt;
    load::step_plan next = shape_;
    if (request_.by_users)
        next.users = static_cast<unsigned>(*level);
    else
        next.rate = *level;
    return next;
}

std::string search_run::broken_in(const load::step_result& measured) const {
    for (const threshold& promise : request_.promises) {
        const threshold::verdict verdict = promise.check(measured);
        if (!verdict.held) return fmt::format("{} broke: {}", promise.text(), verdict.found);
    }
    return {};
}

// Why the step proves nothing; empty if it does. A slow generator makes the target look worse in
// the open model, never better: what is kept is kept, if only its rate was reached. In the closed
// model it also asks less.
std::string search_run::doubt_about(const load::step_result& measured, bool all_kept) const {
    const std::string at = "at " + level_words(measured.level);
    if (all_kept && !measured.settled) return at + " the step was not settled: " + measured.note;
    if (all_kept && missed_its_rate(measured)) return at + " the generator did not reach its rate";
    if (!measured.certified && !(all_kept && measured.open()))
        return at + " the generator was at its limit";
    return {};
}

max_search::outcome search_run::outcome_of(const load::step_result& measured) {
    const std::string broken = broken_in(measured);
    if (std::string doubt = doubt_about(measured, broken.empty()); !doubt.empty()) {
        evidence_of_limit_ = std::move(doubt);
        return max_search::outcome::unjudged;
    }
    if (broken.empty()) return max_search::outcome::held;
    if (evidence_of_break_.empty() || measured.level <= lowest_break_) {
        lowest_break_ = measured.level;
        evidence_of_break_ = fmt::format("at {} {}", level_words(measured.level), broken);
    }
    return max_search::outcome::broke;
}

std::string search_run::level_words(double level) const {
    return request_.by_users ? lab::count_text(level, "user", "users")
                             : lab::number_text(level) + " requests/s";
}

std::string search_run::words() const {
    const std::string why =
        evidence_of_break_.empty() ? "no level broke a promise" : evidence_of_break_;
    const std::string limit = evidence_of_limit_.empty() ? "" : "; " + evidence_of_limit_;
    if (!search_.found()) return fmt::format("no level kept all promises: {}{}", why, limit);
    // The target's own limit was not seen where the way up ended for another reason.
    const bool at_least = !search_.broken() || search_.limited();
    return fmt::format("{}{} kept all promises ({} more times when repeated); {}{}{}",
                       at_least ? "at least " : "", level_words(*search_.found()),
                       search_.confirmed(), why, limit,
                       search_.complete() ? "" : "; the search was not finished");
}

void search_run::conclude(lab::report& found) const {
    lab::report_variant& target = found.variants.back();
    target.verdict = words();
    const auto at = search_.found();
    for (const threshold& promise : request_.promises)
        found.thresholds.push_back({.text = promise.text(),
                                    .target = target.name,
                                    .level = at.value_or(0),
                                    .open = !request_.by_users,
                                    .value = {},
                                    .found = at ? "up to " + level_words(*at) : "at no level",
                                    .held = at.has_value()});
}

}  // namespace weir::inline v0::cli
