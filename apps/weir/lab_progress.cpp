// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "lab_progress.hpp"

#include "load_progress.hpp"

#include <weir/lab/words.hpp>

#include <fmt/core.h>

#include <map>
#include <memory>
#include <utility>

namespace weir::inline v0::cli {
namespace {

/// The last progress of each variant under load: two may run at once.
using running = std::map<std::pair<lab::variant, lab::operation>, std::string>;

std::string joined(const running& all) {
    std::string line;
    for (const auto& [which, text] : all) line += (line.empty() ? "" : " | ") + text;
    return line;
}

}  // namespace

lab::sync_io_hooks progress_hooks(terminal& out) {
    auto now = std::make_shared<running>();
    lab::sync_io_hooks hooks;
    hooks.on_progress = [&out, now](const lab::sync_io_progress& p) {
        (*now)[{p.how, p.what}] =
            fmt::format("{} {}: {}", to_string(p.how), to_string(p.what), progress_line(p.load));
        out.live(joined(*now));
    };
    hooks.on_step = [&out](const lab::report_variant& v, const lab::report_step& step) {
        out.say(fmt::format("  {} {}: {}", v.name, v.operation, step_line(step)));
    };
    hooks.on_note = [&out, now](std::string_view line) {
        now->clear();
        out.say(line);
    };
    return hooks;
}

lab::event_loop_hooks route_hooks(terminal& out) {
    lab::event_loop_hooks hooks;
    hooks.on_route = [&out](const lab::loop_subject&, const lab::loop_route& r) {
        out.say(fmt::format("  {}: p99 of /ping {} before, {} during, {} after; a call took {}",
                            r.path, ms_cell(r.before.p99_ms), ms_cell(r.during.p99_ms),
                            ms_cell(r.after.p99_ms), ms_cell(r.calls.p50_ms)));
    };
    hooks.on_note = [&out](std::string_view line) { out.say(line); };
    return hooks;
}

}  // namespace weir::inline v0::cli
