// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/judge.hpp"

#include "load/sample.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace weir::inline v0::load {
namespace {

constexpr double busy_generator = 0.85;       // of its one core
constexpr double slow_generator_share = 0.1;  // its loop's delay against the latency it measured
constexpr double slow_generator_ms = 2;       // what its loop may always take
constexpr double unsteady = 0.05;             // Little's law
constexpr double growing = 0.02;              // share of the requests by which a queue may grow

double ms(duration d) noexcept {
    return seconds(d) * 1e3;
}

void note(step_result& r, const std::string& text) {
    if (!r.note.empty()) r.note += "; ";
    r.note += text;
}

void doubt(bool& verdict, step_result& r, const std::string& why) {
    verdict = false;
    note(r, why);
}

void judge_generator(step_result& r, duration mean) {
    const double allowed = std::max(slow_generator_ms, slow_generator_share * ms(mean));
    if (r.generator_cpu > busy_generator)
        doubt(r.certified, r, "the generator used its whole core");
    else if (r.generator_lag_p99_ms > allowed)
        doubt(r.certified, r, "the generator's own loop was slow");
    else if (r.schedule_lag_p99_ms > allowed)
        doubt(r.certified, r, "the generator fell behind its own schedule");
}

// The first pass of a queue is faster than those that follow: everybody starts at once.
bool too_short(const step_result& r, const evidence& e, duration mean) {
    const auto counted = std::chrono::duration<double>(r.seconds);
    return e.warmup < mean * 9 / 10 || counted < mean / 2;
}

void judge_closed(step_result& r, const evidence& e, duration mean) {
    if (too_short(r, e, mean))
        doubt(r.settled, r, "the step was too short for its latency");
    else if (r.little_error.value_or(0) > unsteady)
        doubt(r.settled, r, "users differ from rate x time by more than 5 %");
}

void judge_open(step_result& r, const evidence& e, duration mean) {
    const std::uint64_t lost = r.dropped + r.unanswered;
    const auto before = static_cast<double>(e.outstanding_before);
    const double grown = static_cast<double>(e.outstanding_after) - before;
    // By chance the number in flight wanders by about its root.
    const double allowed =
        std::max(10 + 4 * std::sqrt(before), growing * static_cast<double>(r.due));
    if (lost > 0)
        doubt(r.settled, r,
              std::to_string(lost) +
                  " of the requests that were due have no answer, so the "
                  "latency is a lower bound");
    else if (grown > allowed)
        doubt(
            r.settled, r,
            "the target did not keep up with the rate, so the latency grows with the step's time");
    else if (too_short(r, e, mean))
        doubt(r.settled, r, "the step was too short for its latency");
    if (e.waited > 0)
        note(r, std::to_string(e.waited) + " requests waited for one of " +
                    std::to_string(e.connections) + " connections");
}

}  // namespace

void judge(step_result& r, const evidence& e) {
    const std::uint64_t ended = r.all() - r.dropped - r.unanswered;
    if (ended == 0) {
        doubt(r.settled, r, "no request ended while counting");
        return;
    }
    const duration mean = e.all_time / static_cast<duration::rep>(ended);
    if (r.open())
        judge_open(r, e, mean);
    else
        judge_closed(r, e, mean);
    judge_generator(r, mean);
}

}  // namespace weir::inline v0::load
