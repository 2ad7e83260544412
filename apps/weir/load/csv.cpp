// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/csv.hpp"

#include <fmt/core.h>

#include <string_view>

namespace weir::inline v0::cli {
namespace {

class csv_row {
public:
    csv_row& text(std::string_view value) {
        separate();
        if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
            line_ += value;
            return *this;
        }
        line_ += '"';
        for (const char c : value) line_ += c == '"' ? std::string("\"\"") : std::string(1, c);
        line_ += '"';
        return *this;
    }
    csv_row& number(double value) {
        separate();
        line_ += fmt::format("{:.6g}", value);
        return *this;
    }
    csv_row& number(const std::optional<double>& value) {
        if (value) return number(*value);
        return empty();
    }
    csv_row& count(std::uint64_t value) {
        separate();
        line_ += fmt::format("{}", value);
        return *this;
    }
    csv_row& empty() {
        separate();
        return *this;
    }
    csv_row& latency(const lab::latency_figures& of) {
        return number(of.mean_ms)
            .number(of.p50_ms)
            .number(of.p95_ms)
            .number(of.p99_ms)
            .number(of.p999_ms)
            .number(of.max_ms);
    }
    [[nodiscard]] std::string end() { return line_ + "\n"; }

private:
    void separate() {
        if (!first_) line_ += ',';
        first_ = false;
    }

    std::string line_;
    bool first_ = true;
};

/// Target, model and level: what says which step it is.
void add_step_name(csv_row& row, const lab::report_variant& target, const lab::report_step& step) {
    row.text(target.name).text(step.open ? "open" : "closed");
    if (step.open)
        row.empty().number(step.open->rate);
    else
        row.count(step.users).empty();
}

std::string step_row(const lab::report_variant& target, const lab::report_step& step) {
    csv_row row;
    add_step_name(row, target, step);
    row.number(step.start_s).number(step.seconds).count(step.ok).number(step.ok_per_s);
    row.latency(step);
    if (step.open)
        row.latency(step.open->raw);
    else
        row.latency({});
    row.count(step.errors).count(step.timeouts).count(step.shed);
    if (step.open)
        row.count(step.open->due)
            .count(step.open->late)
            .count(step.open->dropped)
            .count(step.open->unanswered);
    else
        row.empty().empty().empty().empty();
    row.count(step.certified ? 1 : 0).count(step.settled ? 1 : 0).text(step.note);
    return row.end();
}

std::string second_row(const lab::report_variant& target, const lab::report_step& step,
                       const lab::report_second& s) {
    csv_row row;
    add_step_name(row, target, step);
    row.number(s.t_s).number(s.seconds).count(s.ok).count(s.errors).count(s.shed);
    row.number(s.p50_ms).number(s.p99_ms).number(s.max_ms);
    row.number(s.raw_p50_ms).number(s.raw_p99_ms).number(s.raw_max_ms);
    return row.end();
}

}  // namespace

std::string steps_csv(const lab::report& found) {
    std::string text =
        "target,model,users,rate,start_s,seconds,ok,ok_per_s,mean_ms,p50_ms,p95_ms,p99_ms,p999_ms,"
        "max_ms,raw_mean_ms,raw_p50_ms,raw_p95_ms,raw_p99_ms,raw_p999_ms,raw_max_ms,errors,"
        "timeouts,shed,due,late,dropped,unanswered,certified,settled,note\n";
    for (const lab::report_variant& target : found.variants)
        for (const lab::report_step& step : target.steps) text += step_row(target, step);
    return text;
}

std::string seconds_csv(const lab::report& found) {
    std::string text =
        "target,model,users,rate,t_s,seconds,ok,errors,shed,p50_ms,p99_ms,max_ms,raw_p50_ms,"
        "raw_p99_ms,raw_max_ms\n";
    for (const lab::report_variant& target : found.variants)
        for (const lab::report_step& step : target.steps)
            for (const lab::report_second& s : step.series) text += second_row(target, step, s);
    return text;
}

}  // namespace weir::inline v0::cli
