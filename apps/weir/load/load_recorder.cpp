// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "load/load_recorder.hpp"

#include "load_progress.hpp"

#include <weir/coro/this_task.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace weir::inline v0::cli {
namespace {

double in_seconds(duration d) {
    return std::chrono::duration<double>(d).count();
}

/// "100-users" or "500-per-s", and the target where there are several; without what a tag of the
/// log may not hold.
std::string tag_of(const load::interval& measured, std::size_t target, bool several) {
    const std::string level =
        fmt::format("{:.10g}-{}", measured.level, measured.service ? "per-s" : "users");
    return several ? fmt::format("{}.{}", target, level) : level;
}

}  // namespace

load_recorder::load_recorder(const load_request& request, lab::report& into, time_point begun,
                             std::uint64_t epoch_s)
    : request_(request), report_(into), begun_(begun), target_begun_(begun), log_(epoch_s) {}

load::engine_hooks load_recorder::following() {
    target_begun_ = this_task::now();
    load::engine_hooks hooks;
    hooks.on_progress = [this](const load::progress& now) {
        out_.live(fmt::format("step {}/{}: {}", now.step + 1, now.steps, progress_line(now)));
    };
    hooks.on_interval = [this](const load::interval& measured) { keep_second(measured); };
    hooks.on_step = [this](const load::step_result& measured) { keep_step(measured); };
    return hooks;
}

void load_recorder::keep_second(const load::interval& measured) {
    seconds_.push_back(lab::make_second(measured));
    seconds_.back().t_s = in_seconds(measured.begun - target_begun_);
    if (request_.outputs.hdr.empty()) return;
    const hdr_log::span when{.begun_s = in_seconds(measured.begun - begun_),
                             .length_s = measured.seconds};
    const std::string tag = tag_of(measured, report_.variants.size(), request_.urls.size() > 1);
    if (measured.service == nullptr) {
        log_.add(measured.latency, when, tag);
        return;
    }
    log_.add(measured.latency, when, tag + ".corrected");
    log_.add(*measured.service, when, tag + ".raw");
}

void load_recorder::keep_step(const load::step_result& measured) {
    lab::report_variant& target = report_.variants.back();
    const double ended = in_seconds(this_task::now() - target_begun_);
    const double begun = seconds_.empty() ? ended - measured.seconds : seconds_.front().t_s;
    target.steps.push_back(lab::make_step(measured, std::max(begun, 0.0)));
    target.steps.back().series = std::exchange(seconds_, {});
    out_.say("  " + step_line(target.steps.back()));
    judge(measured, target);
}

void load_recorder::judge(const load::step_result& measured, const lab::report_variant& target) {
    for (const threshold& promise : request_.thresholds) {
        if (measured.interrupted || !promise.applies_to(measured.open(), measured.level)) continue;
        threshold::verdict verdict = promise.check(measured);
        if (!verdict.held) out_.say(fmt::format("  broken: {}: {}", promise.text(), verdict.found));
        report_.thresholds.push_back({.text = promise.text(),
                                      .target = target.name,
                                      .level = measured.level,
                                      .open = measured.open(),
                                      .value = verdict.value,
                                      .found = std::move(verdict.found),
                                      .held = verdict.held});
    }
}

}  // namespace weir::inline v0::cli
