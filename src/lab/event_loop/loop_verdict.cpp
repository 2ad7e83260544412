// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab/event_loop/loop_verdict.hpp"

#include <weir/lab/words.hpp>

#include <algorithm>

namespace weir::inline v0::lab {
namespace {

std::string told(const std::optional<double>& ms) {
    return ms ? ms_text(*ms) : "nothing";
}

/// How many times more; empty where one of them was not measured.
std::optional<double> ratio(const std::optional<double>& a, const std::optional<double>& b) {
    if (!a || !b || *b <= 0) return std::nullopt;
    return *a / *b;
}

std::string p99_change(const loop_route& r) {
    std::string text = told(r.before.p99_ms) + " to " + told(r.during.p99_ms);
    if (const auto times = ratio(r.during.p99_ms, r.before.p99_ms))
        text += " (" + number_text(*times) + " times)";
    return text;
}

std::string stall_words(const route_stalls& s) {
    if (!s.watched) return "";
    if (s.count == 0) return " No stall was recorded.";
    std::string text = " " + count_text(static_cast<double>(s.count), "stall was", "stalls were") +
                       " recorded, the longest " + ms_text(s.longest_ms) + ", cause " + s.cause;
    return text + (s.culprit.empty() ? "." : ", in " + s.culprit + ".");
}

std::string cost_words(const loop_route& cure, const loop_route& harm) {
    std::string text = " A call took " + told(cure.calls.p50_ms) + " where " + harm.path +
                       " took " + told(harm.calls.p50_ms);
    if (cure.calls.cpu_ms && harm.calls.cpu_ms)
        text += ", and " + ms_text(*cure.calls.cpu_ms) + " of CPU instead of " +
                ms_text(*harm.calls.cpu_ms);
    return text + ".";
}

std::string errors_words(const loop_route& r) {
    if (r.calls.errors == 0 && r.during.errors == 0) return "";
    return " " + count_text(static_cast<double>(r.calls.errors), "call", "calls") + " and " +
           count_text(static_cast<double>(r.during.errors), "ping", "pings") + " failed.";
}

report_check harm_check(const std::string& subject, const loop_route& r, double factor) {
    const auto times = ratio(r.during.p99_ms, r.before.p99_ms);
    return {.name = subject + ": " + r.path + " harms",
            .claim = "p99 of /ping rises at least " + number_text(factor) + " times",
            .found = p99_change(r),
            .held = times.has_value() && *times >= factor};
}

report_check named_check(const std::string& subject, const loop_route& r) {
    std::string found = "no record";
    if (r.stalls.count > 0)
        found = "culprit " + (r.stalls.culprit.empty() ? "unknown" : r.stalls.culprit) +
                (r.stalls.named_by.empty() ? ", and " + r.function + " is nowhere in the record"
                                           : "; named in the " + r.stalls.named_by);
    return {.name = subject + ": the stall is named",
            .claim = "a stall record names " + r.function,
            .found = found,
            .held = !r.stalls.named_by.empty()};
}

report_check flat_check(const std::string& subject, const loop_route& cure, const loop_route& harm,
                        const event_loop_options& o) {
    const double before = o.flat_factor * cure.before.p99_ms.value_or(0);
    const double share = o.flat_share * harm.during.p99_ms.value_or(0);
    return {.name = subject + ": " + cure.path + " cures",
            .claim = "p99 of /ping stays within " + number_text(o.flat_factor) +
                     " times what it was, or a " + number_text(1 / o.flat_share) + "th of what " +
                     harm.path + " made it",
            .found = p99_change(cure),
            .held = cure.during.p99_ms && *cure.during.p99_ms <= std::max(before, share)};
}

report_check answered_check(const std::string& subject, const loop_route& r) {
    const bool all = r.calls.ok > 0 && r.calls.errors == 0 && r.during.errors == 0;
    return {.name = subject + ": " + r.path + " answers",
            .claim = "every call and every ping is answered",
            .found = std::to_string(r.calls.errors) + " calls of " +
                     std::to_string(r.calls.ok + r.calls.errors) + " and " +
                     std::to_string(r.during.errors) + " pings failed",
            .held = all};
}

}  // namespace

std::string route_verdict(const loop_route& r, const loop_route& harm) {
    std::string text = "While it was called, p99 of /ping went from " + p99_change(r) +
                       "; afterwards it was " + told(r.after.p99_ms) + ".";
    if (!r.harms) text += cost_words(r, harm);
    return text + stall_words(r.stalls) + errors_words(r);
}

std::string subject_verdict(const loop_subject& s) {
    if (s.routes.empty()) return {};
    const loop_route& harm = s.routes.front();
    std::string text = harm.path + " raised p99 of /ping to " + told(harm.during.p99_ms);
    for (const loop_route& r : s.routes)
        if (!r.harms) text += ", " + r.path + " to " + told(r.during.p99_ms);
    return text + ".";
}

std::vector<report_check> checks_of(const loop_subject& s, const event_loop_options& options) {
    std::vector<report_check> checks;
    for (const loop_route& r : s.routes) {
        checks.push_back(answered_check(s.name, r));
        if (r.harms) {
            checks.push_back(harm_check(s.name, r, options.expected_harm));
            if (r.stalls.watched) checks.push_back(named_check(s.name, r));
        } else {
            checks.push_back(flat_check(s.name, r, s.routes.front(), options));
        }
    }
    return checks;
}

std::string overall_verdict(const std::vector<loop_subject>& subjects,
                            const std::vector<report_check>& checks) {
    const loop_route* worst = nullptr;
    for (const loop_subject& s : subjects)
        for (const loop_route& r : s.routes)
            if (worst == nullptr || r.during.p99_ms > worst->during.p99_ms) worst = &r;
    if (worst == nullptr) return "Nothing was measured.";
    const auto held = std::ranges::count(checks, true, &report_check::held);
    std::string text = std::to_string(held) + " of " + std::to_string(checks.size()) +
                       " claims held. The worst neighbour of /ping was " + worst->path +
                       ": p99 went from " + p99_change(*worst) + ".";
    for (const report_check& c : checks)
        if (!c.held) text += " Not borne out: " + c.name + " (" + c.found + ").";
    return text;
}

}  // namespace weir::inline v0::lab
